using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Segments;

/// <summary>A segment as stored; who is named in it stands in a table of its own.</summary>
internal sealed class StoredSegment
{
    public required Guid Id { get; init; }

    public required string Key { get; init; }

    /// <summary>Which attribute is a member. Fixed: names that were user ids are no tenants.</summary>
    public required string Attribute { get; init; }

    public string Description { get; private set; } = "";

    /// <summary>JSON: an array of <see cref="Condition"/>.</summary>
    public string Conditions { get; private set; } = "[]";

    /// <summary>How many are named as members.</summary>
    public int Members { get; private set; }

    /// <summary>How many are named as never being members.</summary>
    public int Excluded { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? ArchivedAt { get; private set; }

    /// <summary>The installation's revision at which this segment changed last.</summary>
    public long Revision { get; private set; }

    public void Define(string description, IReadOnlyList<Condition> conditions, DateTimeOffset now) =>
        (Description, Conditions, UpdatedAt) = (description, FlagJson.Write(conditions), now);

    public void Count(int members, int excluded, DateTimeOffset now) => (Members, Excluded, UpdatedAt) = (members, excluded, now);

    /// <summary>Takes it out of service, or brings it back; false when that is so already.</summary>
    public bool TryArchive(bool archive, DateTimeOffset now)
    {
        if (ArchivedAt is not null == archive)
        {
            return false;
        }

        (ArchivedAt, UpdatedAt) = (archive ? now : null, now);
        return true;
    }

    public void At(long revision) => Revision = revision;

    public Segment ToSegment(IEnumerable<SegmentMember> named)
    {
        var sides = named.ToLookup(member => member.Excluded, member => member.Name);
        return new Segment
        {
            Key = Key,
            Attribute = Attribute,
            // Frozen here, once for each change of it: compiling takes it over as it is.
            Members = sides[false].ToFrozenSet(StringComparer.Ordinal),
            Excluded = sides[true].ToFrozenSet(StringComparer.Ordinal),
            Conditions = FlagJson.Read<Condition[]>(Conditions),
        };
    }

    /// <summary>What the audit log compares.</summary>
    public JsonElement Face() => FlagJson.Element(new { Description, Conditions = FlagJson.Read<Condition[]>(Conditions), Members, Excluded });

    public static void Map(ModelBuilder model) => model.Entity<StoredSegment>(segment =>
    {
        segment.ToTable("segments");
        segment.HasKey(s => s.Id);
        segment.Property(s => s.Id).ValueGeneratedNever();
        segment.HasIndex(s => s.Key).IsUnique();
        segment.Property(s => s.Conditions).HasColumnType("jsonb");
        segment.Property(s => s.Revision).IsConcurrencyToken();
    });
}

/// <summary>A name on a segment's list.</summary>
internal sealed class SegmentMember
{
    public required Guid SegmentId { get; init; }

    public required string Name { get; init; }

    /// <summary>Never a member, whatever else is said.</summary>
    public required bool Excluded { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<SegmentMember>(member =>
    {
        member.ToTable("segment_members");
        member.HasKey(m => new { m.SegmentId, m.Name });
    });
}

/// <summary>A segment in service, with the revision it is of.</summary>
internal sealed class ServedSegment(string key, long revision, Segment segment)
{
    private readonly Lazy<JsonElement> _json = new(() => FlagJson.Element(segment));

    public string Key => key;

    public long Revision => revision;

    public Segment Segment => segment;

    /// <summary>As those who compile it themselves are told.</summary>
    public JsonElement Json => _json.Value;
}
