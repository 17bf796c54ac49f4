using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;

namespace StudioOps.Flags.Tenants;

/// <summary>A tenant's flag set: made when it is provisioned, gone when it is taken down. Its values are the defaults until someone overrides them.</summary>
internal sealed class TenantFlagSet
{
    public required Guid TenantId { get; init; }

    public required string Slug { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<TenantFlagSet>(set =>
    {
        set.ToTable("flag_sets");
        set.HasKey(s => s.TenantId);
        set.Property(s => s.TenantId).ValueGeneratedNever();
    });
}

internal static class TenantRows
{
    /// <summary>With a tenant goes what was decided for it and the history of that: nothing is left to take back.</summary>
    public static async Task ForgetOverridesAsync(this FlagDbContext db, Guid tenantId, CancellationToken ct)
    {
        await db.Overrides.Where(row => row.TenantId == tenantId).ExecuteDeleteAsync(ct);
        await db.TenantChangeItems.Where(item => item.TenantId == tenantId).ExecuteDeleteAsync(ct);
    }
}
