using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>A decision for one flag and one tenant, one role in it, or one user of it.</summary>
internal sealed class FlagOverride : DecidedValue
{
    public required Guid TenantId { get; init; }

    public required OverrideLevel Level { get; init; }

    /// <summary>The targeting key of the user, the name of the role, or the tenant's id.</summary>
    public required string Subject { get; init; }

    /// <summary>Of several roles of one user the lowest rank speaks; says nothing on other levels.</summary>
    public int Rank { get; private set; }

    public void RankAt(int rank) => Rank = rank;

    public Override ToEngine() => ToEngine(Level, Subject, Rank);

    public static void Map(ModelBuilder model) => model.Entity<FlagOverride>(entity =>
    {
        Map(entity, "overrides");
        entity.HasIndex(o => new { o.TenantId, o.FlagKey, o.Level, o.Subject }).IsUnique();
        entity.HasIndex(o => new { o.FlagKey, o.TenantId });
    });
}

/// <summary>A decision for one flag and every tenant of a partner. It belongs to the installation: a tenant comes and goes under it.</summary>
internal sealed class PartnerOverride : DecidedValue
{
    public required Guid PartnerId { get; init; }

    public Override ToEngine() => ToEngine(OverrideLevel.Partner, PartnerId.ToString(), 0);

    public static void Map(ModelBuilder model) => model.Entity<PartnerOverride>(entity =>
    {
        Map(entity, "partner_overrides");
        entity.HasIndex(o => new { o.PartnerId, o.FlagKey }).IsUnique();
        entity.HasIndex(o => o.FlagKey);
    });
}
