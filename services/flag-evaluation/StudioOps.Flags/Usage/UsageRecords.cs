using Microsoft.EntityFrameworkCore;

namespace StudioOps.Flags.Usage;

/// <summary>How often a tenant was given a variant on a day.</summary>
internal sealed class FlagUsage
{
    public required Guid TenantId { get; init; }

    public required string FlagKey { get; init; }

    public required string Variant { get; init; }

    public required DateTimeOffset Day { get; init; }

    /// <summary>How often the flag was asked for by its name.</summary>
    public long Named { get; init; }

    /// <summary>How often it was among all flags at once.</summary>
    public long Listed { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<FlagUsage>(usage =>
    {
        usage.ToTable("flag_usage");
        usage.HasKey(u => new { u.TenantId, u.FlagKey, u.Variant, u.Day });
        usage.HasIndex(u => new { u.FlagKey, u.Day });
    });
}

/// <summary>A variant that was served at all, whoever to.</summary>
internal sealed class ServedVariant
{
    public required string FlagKey { get; init; }

    public required string Variant { get; init; }

    public DateTimeOffset FirstAt { get; init; }

    public DateTimeOffset LastAt { get; init; }

    public long Count { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<ServedVariant>(served =>
    {
        served.ToTable("served_variants");
        served.HasKey(s => new { s.FlagKey, s.Variant });
    });
}

/// <summary>A name somebody asked for that no flag has: misspelt, not defined yet, or archived too early.</summary>
internal sealed class UnknownFlag
{
    public required string Key { get; init; }

    public DateTimeOffset FirstAt { get; init; }

    public DateTimeOffset LastAt { get; init; }

    public long Count { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<UnknownFlag>(unknown =>
    {
        unknown.ToTable("unknown_flags");
        unknown.HasKey(u => u.Key);
    });
}
