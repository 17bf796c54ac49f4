using StudioOps.Flags.Engine;
using StudioOps.Flags.Streaming;
using StudioOps.Flags.Usage;

namespace StudioOps.Flags;

/// <summary>A flag as callers read it: what may change, and what never does.</summary>
public sealed record FlagResource : FlagContent
{
    private FlagResource(FlagContent content)
        : base(content)
    {
    }

    /// <summary>The name callers ask for.</summary>
    public required string Key { get; init; }

    /// <summary>What kind of value it answers with.</summary>
    public required FlagType Type { get; init; }

    /// <summary>Sets its cohorts apart from those of other flags; null for whoever may not see rules.</summary>
    public required string? Salt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Null while it is in service.</summary>
    public required DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Also the ETag.</summary>
    public required long Revision { get; init; }

    /// <summary>Why it may have done its work; told in lists that ask for stale flags, else null.</summary>
    public IReadOnlyList<StaleKind>? Stale { get; init; }

    /// <summary>After a kill: how many connected clients have it already.</summary>
    public PropagationResource? Propagation { get; init; }

    /// <summary>Rules, rollout and salt are for operators only: they may name other tenants.</summary>
    internal static FlagResource Of(Flag flag, bool toOperator) =>
        new((toOperator ? flag.Content() : flag.Content() with { Rules = [], Rollout = null }) with { Lifecycle = flag.ArchivedAt is null ? flag.Lifecycle : FlagLifecycle.Archived })
        {
            Key = flag.Key,
            Type = flag.Type,
            Salt = toOperator ? flag.Salt : null,
            CreatedAt = flag.CreatedAt,
            UpdatedAt = flag.UpdatedAt,
            ArchivedAt = flag.ArchivedAt,
            Revision = flag.Revision,
        };
}
