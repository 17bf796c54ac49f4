using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Segments;

/// <summary>A segment as callers read it.</summary>
/// <param name="Key">The name conditions ask for.</param>
/// <param name="Description">One line for lists.</param>
/// <param name="Attribute">Which attribute of the context is a member: the targeting key, tenant, partner or any other.</param>
/// <param name="Conditions">Whoever meets all of these is a member too; none adds nobody.</param>
/// <param name="Members">How many are named as members.</param>
/// <param name="Excluded">How many are named as never being members.</param>
/// <param name="CreatedAt">When it was defined, in UTC.</param>
/// <param name="UpdatedAt">When it changed last, in UTC.</param>
/// <param name="ArchivedAt">Null while it is in service.</param>
/// <param name="Revision">Also the ETag.</param>
/// <param name="UsedBy">Keys of the flags that ask for it; null in lists.</param>
public sealed record SegmentResource(
    string Key, string Description, string Attribute, IReadOnlyList<Condition> Conditions, int Members, int Excluded,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? ArchivedAt, long Revision, IReadOnlyList<string>? UsedBy = null)
{
    internal static SegmentResource Of(StoredSegment segment, IReadOnlyList<string>? usedBy = null) => new(
        segment.Key, segment.Description, segment.Attribute, FlagJson.Read<Condition[]>(segment.Conditions), segment.Members, segment.Excluded,
        segment.CreatedAt, segment.UpdatedAt, segment.ArchivedAt, segment.Revision, usedBy);
}

/// <summary>One name on a segment's list.</summary>
/// <param name="Name">The attribute's value.</param>
/// <param name="Excluded">Never a member, whatever else is said.</param>
public sealed record SegmentMemberResource(string Name, bool Excluded);
