using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Tenants;

namespace StudioOps.Flags.Data;

/// <summary>One counter for the installation. Its row lock makes the order of revisions the order of commits, so a reader misses none.</summary>
internal sealed class InstallationRevision
{
    public bool One { get; private set; } = true;

    public long Value { get; private set; }

    /// <summary>The revision at which a definition changed last.</summary>
    public long Definitions { get; private set; }

    public static void Map(ModelBuilder model) => model.Entity<InstallationRevision>(revision =>
    {
        revision.ToTable("revision", table => table.HasCheckConstraint("revision_one", "one"));
        revision.HasKey(r => r.One);
        revision.Property(r => r.One).ValueGeneratedNever();
    });
}

/// <summary>The revision at which anything only this tenant sees changed last: it survives what it counts, so removals show too.</summary>
internal sealed class TenantRevision
{
    public Guid TenantId { get; init; }

    public long Revision { get; private set; }

    public static void Map(ModelBuilder model) => model.Entity<TenantRevision>(tenant =>
    {
        tenant.ToTable("tenant_revisions");
        tenant.HasKey(t => t.TenantId);
        tenant.Property(t => t.TenantId).ValueGeneratedNever();
        tenant.HasIndex(t => t.Revision);
    });
}

internal static class Revisions
{
    /// <summary>The next revision, for a change of definitions. Call just before <c>SaveChanges</c>: writers wait for each other from here on.</summary>
    public static async Task<long> NextAsync(this FlagDbContext db, CancellationToken ct)
    {
        var revision = (await db.Database
            .SqlQuery<long>($"update revision set value = value + 1, definitions = value + 1 returning value as \"Value\"")
            .ToListAsync(ct)).Single();
        db.Changed = (revision, null);
        return revision;
    }

    /// <summary>The revision of what is stored now.</summary>
    public static async Task<long> RevisionAsync(this FlagDbContext db, CancellationToken ct) => (await db.Revision.AsNoTracking().SingleAsync(ct)).Value;

    /// <summary>Lets nobody else change anything until this unit of work ends: what was found sound beside all the others still is when it is stored.</summary>
    public static Task HoldDefinitionsAsync(this FlagDbContext db, CancellationToken ct) =>
        db.Database.SqlQuery<long>($"select value as \"Value\" from revision for update").ToListAsync(ct);

    /// <summary>The next revision, for a change only this tenant sees.</summary>
    public static async Task<long> NextAsync(this FlagDbContext db, Guid tenantId, CancellationToken ct)
    {
        var revision = (await db.Database
            .SqlQuery<long>(
                $"""
                with next as (update revision set value = value + 1 returning value)
                insert into tenant_revisions (tenant_id, revision) select {tenantId}, value from next
                on conflict (tenant_id) do update set revision = excluded.revision
                returning revision as "Value"
                """)
            .ToListAsync(ct)).Single();
        // Of several changes at once the widest counts.
        db.Changed = (revision, db.Changed is { } other && other.Tenant != tenantId ? null : tenantId);
        return revision;
    }

    /// <summary>The next revision, for a change only this partner's tenants see.</summary>
    public static async Task<long> NextAsync(this FlagDbContext db, KnownPartner partner, CancellationToken ct)
    {
        var revision = (await db.Database
            .SqlQuery<long>($"update revision set value = value + 1 returning value as \"Value\"")
            .ToListAsync(ct)).Single();
        partner.OverridesAt(revision);
        db.Changed = (revision, null);
        return revision;
    }
}
