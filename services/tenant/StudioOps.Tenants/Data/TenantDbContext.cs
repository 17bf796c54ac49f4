using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Tenancy;
using StudioOps.Tenants.Partners;
using StudioOps.Tenants.Plans;
using StudioOps.Tenants.Tenants;
using StudioOps.Tenants.Workspaces;

namespace StudioOps.Tenants.Data;

internal sealed class TenantDbContext(DbContextOptions<TenantDbContext> options) : DbContext(options)
{
    public DbSet<Tenant> Tenants => Set<Tenant>();

    /// <summary>Name of the foreign key; refusals are told apart by it.</summary>
    public const string PartnerOfTenant = "fk_tenants_partners_partner_id";

    public DbSet<Partner> Partners => Set<Partner>();

    public DbSet<Plan> Plans => Set<Plan>();

    public DbSet<Workspace> Workspaces => Set<Workspace>();

    public DbSet<WorkspaceRecord> Records => Set<WorkspaceRecord>();

    public DbSet<Operation> Operations => Set<Operation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Tenant>(tenant =>
        {
            tenant.ToTable("tenants");
            tenant.Property(t => t.Id).ValueGeneratedNever();
            tenant.Property(t => t.Revision).IsConcurrencyToken();
            tenant.HasIndex(t => t.Slug).IsUnique();
            tenant.HasIndex(t => new { t.CreatedAt, t.Id });
            tenant.HasIndex(t => new { t.Name, t.Id });
            tenant.HasIndex(t => new { t.Status, t.Id });
            tenant.HasOne<Partner>().WithMany().HasForeignKey(t => t.PartnerId).OnDelete(DeleteBehavior.SetNull).HasConstraintName(PartnerOfTenant);
            tenant.Ignore(t => t.Details);
        });
        modelBuilder.Entity<Partner>(partner =>
        {
            partner.ToTable("partners");
            partner.Property(p => p.Id).ValueGeneratedNever();
            partner.Property(p => p.Revision).IsConcurrencyToken();
            partner.HasIndex(p => p.Slug).IsUnique();
            partner.HasIndex(p => new { p.Name, p.Id });
            partner.Ignore(p => p.Details);
        });
        modelBuilder.Entity<Plan>(plan =>
        {
            plan.ToTable("plans");
            plan.HasData(
                new Plan { Id = "mvp", Name = "MVP", Isolation = Workspace.Shared, PriceMinor = 4900, Currency = "EUR", Rank = 1 },
                new Plan { Id = "pro", Name = "Pro", Isolation = Workspace.OwnSchema, PriceMinor = 14900, Currency = "EUR", Rank = 2 },
                new Plan { Id = "enterprise", Name = "Enterprise", Isolation = Workspace.OwnSchema, PriceMinor = 49900, Currency = "EUR", Rank = 3 });
        });
        modelBuilder.Entity<Workspace>(workspace =>
        {
            workspace.ToTable("workspaces");
            workspace.HasKey(w => w.TenantId);
            workspace.Property(w => w.TenantId).ValueGeneratedNever();
        });
        modelBuilder.Entity<WorkspaceRecord>(record =>
        {
            record.ToTable("workspace_records");
            record.Property(r => r.Id).ValueGeneratedNever();
            record.Property(r => r.Body).HasColumnType("jsonb");
            record.Property(r => r.Revision).IsConcurrencyToken();
            record.HasIndex(r => new { r.TenantId, r.Kind, r.Id });
        });
        Operation.Map(modelBuilder);
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCase();
    }
}

internal sealed class TenantDesign : IDesignTimeDbContextFactory<TenantDbContext>
{
    public TenantDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<TenantDbContext>().UseNpgsql("Host=design-time-only").Options);
}
