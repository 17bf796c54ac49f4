using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Approvals;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Notifications;
using StudioOps.Flags.Overrides;
using StudioOps.Flags.Segments;
using StudioOps.Flags.Tenants;
using StudioOps.Flags.Usage;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Data;

/// <summary>Definitions belong to the installation; overrides, flag sets and known tenants to a tenant, under row security.</summary>
internal sealed class FlagDbContext(DbContextOptions<FlagDbContext> options) : DbContext(options)
{
    public DbSet<Flag> Flags => Set<Flag>();

    public DbSet<StoredSegment> Segments => Set<StoredSegment>();

    public DbSet<SegmentMember> SegmentMembers => Set<SegmentMember>();

    public DbSet<FlagUsage> Usage => Set<FlagUsage>();

    public DbSet<ServedVariant> ServedVariants => Set<ServedVariant>();

    public DbSet<UnknownFlag> UnknownFlags => Set<UnknownFlag>();

    public DbSet<FlagOverride> Overrides => Set<FlagOverride>();

    public DbSet<PartnerOverride> PartnerOverrides => Set<PartnerOverride>();

    public DbSet<KnownPartner> Partners => Set<KnownPartner>();

    public DbSet<ChangeSet> ChangeSets => Set<ChangeSet>();

    public DbSet<ChangeItem> ChangeItems => Set<ChangeItem>();

    public DbSet<TenantChangeItem> TenantChangeItems => Set<TenantChangeItem>();

    public DbSet<Follower> Followers => Set<Follower>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<Governance> Governance => Set<Governance>();

    public DbSet<TenantFlagSet> FlagSets => Set<TenantFlagSet>();

    public DbSet<KnownTenant> Tenants => Set<KnownTenant>();

    public DbSet<InstallationRevision> Revision => Set<InstallationRevision>();

    public DbSet<TenantRevision> TenantRevisions => Set<TenantRevision>();

    /// <summary>The newest revision of this unit of work, and the tenant it is about, if one: its commit is worth a hint. Null when it changes no answers.</summary>
    public (long Revision, Guid? Tenant)? Changed { get; set; }

    /// <summary>The names this unit of work put on segments' lists and took off them: they are written by the thousand, past the change tracker.</summary>
    public NameChanges Names { get; } = new();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Flag.Map(modelBuilder);
        StoredSegment.Map(modelBuilder);
        SegmentMember.Map(modelBuilder);
        FlagUsage.Map(modelBuilder);
        ServedVariant.Map(modelBuilder);
        UnknownFlag.Map(modelBuilder);
        FlagOverride.Map(modelBuilder);
        PartnerOverride.Map(modelBuilder);
        KnownPartner.Map(modelBuilder);
        ChangeSet.Map(modelBuilder);
        Approvals.Governance.Map(modelBuilder);
        Follower.Map(modelBuilder);
        Delivery.Map(modelBuilder);
        TenantFlagSet.Map(modelBuilder);
        InstallationRevision.Map(modelBuilder);
        TenantRevision.Map(modelBuilder);
        KnownTenant.Map(modelBuilder);
        modelBuilder.AddMessaging();
        modelBuilder.UseSnakeCase();
    }

    /// <summary>Enums are stored as the words the API uses.</summary>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<FlagType>().HaveConversion<LowerCase<FlagType>>();
        configurationBuilder.Properties<FlagState>().HaveConversion<LowerCase<FlagState>>();
        configurationBuilder.Properties<FlagKind>().HaveConversion<LowerCase<FlagKind>>();
        configurationBuilder.Properties<FlagLifecycle>().HaveConversion<LowerCase<FlagLifecycle>>();
        configurationBuilder.Properties<OverrideLevel>().HaveConversion<LowerCase<OverrideLevel>>();
    }
}
