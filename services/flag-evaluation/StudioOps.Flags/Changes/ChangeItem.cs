using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace StudioOps.Flags.Changes;

/// <summary>One row before and after a change.</summary>
internal abstract class Changed
{
    public required Guid ChangeSetId { get; init; }

    /// <summary>Its place in the change-set.</summary>
    public required int Step { get; init; }

    /// <summary>The order in which items were written: writers wait for each other at the revision.</summary>
    public long Number { get; private set; }

    /// <summary>Kind of thing, see <see cref="Recorded"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The same for the same thing, also when it was gone in between.</summary>
    public required string Key { get; init; }

    /// <summary>The flag it is about, if one.</summary>
    public string? FlagKey { get; init; }

    /// <summary>JSON of the row; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>JSON of the row; null when it is gone.</summary>
    public string? After { get; init; }

    /// <summary>The row's revision since; null when it is gone.</summary>
    public long? Revision { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>Of the installation: definitions, partners' overrides, settings.</summary>
internal sealed class ChangeItem : Changed
{
    public static void Map<T>(EntityTypeBuilder<T> item, string table)
        where T : Changed
    {
        item.ToTable(table);
        item.HasKey(i => new { i.ChangeSetId, i.Step });
        item.Property(i => i.Number).UseIdentityAlwaysColumn();
        item.HasIndex(i => new { i.Key, i.Number });
        item.HasIndex(i => i.FlagKey);
        item.Property(i => i.Before).HasColumnType("jsonb");
        item.Property(i => i.After).HasColumnType("jsonb");
    }
}

/// <summary>Of one tenant: its own, its roles' and its users' overrides. Under row security like the overrides themselves.</summary>
internal sealed class TenantChangeItem : Changed
{
    public required Guid TenantId { get; init; }
}
