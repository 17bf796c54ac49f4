using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Steps.OnboardingMail;
using StudioOps.Tenancy;

namespace StudioOps.Provisioning.Data;

public sealed class ProvisioningDbContext(DbContextOptions<ProvisioningDbContext> options) : DbContext(options)
{
    internal DbSet<Provision> Provisions => Set<Provision>();

    internal DbSet<KnownTenant> KnownTenants => Set<KnownTenant>();

    internal DbSet<Operation> Operations => Set<Operation>();

    internal DbSet<MailIntent> OnboardingMails => Set<MailIntent>();

    /// <summary>The tenant's row with steps and bindings, locked until this transaction ends; null when there is none.</summary>
    /// <remarks>The lock is its own statement: what is read after it is what the last holder committed.</remarks>
    internal async Task<Provision?> LockAsync(Guid tenantId, CancellationToken ct)
    {
        await Database.ExecuteSqlAsync($"select from provisions where tenant_id = {tenantId} for update", ct);
        return await Provisions.Include(p => p.Steps).Include(p => p.Bindings).AsSplitQuery().SingleOrDefaultAsync(p => p.TenantId == tenantId, ct);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Provision>(provision =>
        {
            provision.ToTable("provisions");
            provision.HasKey(p => p.TenantId);
            provision.Property(p => p.TenantId).ValueGeneratedNever();
            provision.Property(p => p.Revision).IsConcurrencyToken();
            provision.ComplexProperty(p => p.Ready, condition => Map(condition, "ready"));
            provision.ComplexProperty(p => p.Synced, condition => Map(condition, "synced"));
            provision.ComplexProperty(p => p.Healthy, condition => Map(condition, "healthy"));
            provision.Ignore(p => p.OrderedSteps);
            provision.HasMany(p => p.Steps).WithOne().HasForeignKey(s => s.TenantId);
            provision.HasMany(p => p.Bindings).WithOne().HasForeignKey(b => b.TenantId);
            provision.HasIndex(p => p.NextRunAt).HasFilter("next_run_at is not null");
            provision.HasIndex(p => new { p.Slug, p.TenantId });
        });
        modelBuilder.Entity<StepState>(step =>
        {
            step.ToTable("provision_steps");
            step.HasKey(s => new { s.TenantId, s.Name });
        });
        modelBuilder.Entity<ResourceBinding>(binding =>
        {
            binding.ToTable("resource_bindings");
            binding.HasKey(b => new { b.TenantId, b.Step });
        });
        MailIntent.Map(modelBuilder);
        modelBuilder.AddMessaging();
        KnownTenant.Map(modelBuilder);
        Operation.Map(modelBuilder);
        modelBuilder.UseSnakeCase();
    }

    private static void Map(ComplexPropertyBuilder<Condition> condition, string name)
    {
        condition.Property(c => c.Holds).HasColumnName(name);
        condition.Property(c => c.Reason).HasColumnName($"{name}_reason");
        condition.Property(c => c.Since).HasColumnName($"{name}_since");
    }
}
