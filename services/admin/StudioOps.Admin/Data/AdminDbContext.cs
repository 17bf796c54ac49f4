using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using StudioOps.Admin.Audit;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Data;

internal sealed class AdminDbContext(DbContextOptions<AdminDbContext> options) : DbContext(options)
{
    /// <summary>Resource name.</summary>
    public const string Service = "admin";

    public DbSet<AuditRecord> Records => Set<AuditRecord>();

    public DbSet<WaitingRecord> Waiting => Set<WaitingRecord>();

    public DbSet<SourcePosition> Positions => Set<SourcePosition>();

    public DbSet<KnownTenant> Tenants => Set<KnownTenant>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddMessaging();
        KnownTenant.Map(modelBuilder);
        AuditRecord.Map(modelBuilder);
        WaitingRecord.Map(modelBuilder);
        SourcePosition.Map(modelBuilder);
        modelBuilder.UseSnakeCase();
    }
}

internal sealed class AdminDbContextFactory : IDesignTimeDbContextFactory<AdminDbContext>
{
    public AdminDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<AdminDbContext>().UseNpgsql("Host=design-time").Options);
}
