using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>The part of a flag that may change, as callers write and read it.</summary>
public record FlagContent
{
    /// <summary>One line for lists.</summary>
    [StringLength(500)]
    public string Description { get; init; } = "";

    /// <summary>What switching it on does, for whoever is about to.</summary>
    [StringLength(2000)]
    public string HelpText { get; init; } = "";

    /// <summary>Who is asked about it: a person or a team. Empty when nobody said.</summary>
    [StringLength(100)]
    public string Owner { get; init; } = "";

    /// <summary>What it is for.</summary>
    public FlagKind Kind { get; init; } = FlagKind.Release;

    /// <summary>A draft is not served; a permanent flag is never called stale.</summary>
    public FlagLifecycle Lifecycle { get; init; } = FlagLifecycle.Active;

    /// <summary>Words to find it by, 1 to 40 of a-z, 0-9, dot, dash and underscore each.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether changes of it, of its overrides and of the segments it asks for wait for a second person.</summary>
    public bool RequiresApproval { get; init; }

    /// <summary>off, on or targeted. Killing has its own call.</summary>
    public FlagState State { get; init; } = FlagState.Targeted;

    /// <summary>Every value it may answer with. A boolean flag may leave this out: on is true, off is false.</summary>
    [MaxLength(100)]
    public IReadOnlyList<VariantBody>? Variants { get; init; }

    /// <summary>A JSON Schema (2020-12, the subset of StudioOps.JsonSchema) every value keeps to.</summary>
    public JsonElement? Schema { get; init; }

    public string? OnVariant { get; init; }

    public string? OffVariant { get; init; }

    /// <summary>The off variant unless said otherwise.</summary>
    public string? DefaultVariant { get; init; }

    /// <summary>Served by a kill, for a suspended tenant and on error. The off variant unless said otherwise: the flag fails closed.</summary>
    public string? FailSafeVariant { get; init; }

    /// <summary>What other flags must serve before this one is anything but off.</summary>
    [MaxLength(20)]
    public IReadOnlyList<Prerequisite> Prerequisites { get; init; } = [];

    [MaxLength(200)]
    public IReadOnlyList<RuleBody> Rules { get; init; } = [];

    public RolloutBody? Rollout { get; init; }

    /// <summary>The same with everything said that may be left out.</summary>
    internal FlagContent Completed(FlagType type)
    {
        var boolean = type == FlagType.Boolean && Variants is null or [];
        var off = OffVariant ?? (boolean ? "off" : null);
        return this with
        {
            Variants = boolean ? [new("on", FlagJson.Element(true)), new("off", FlagJson.Element(false))] : Variants ?? [],
            Schema = Schema is { ValueKind: JsonValueKind.Null } ? null : Schema,
            OnVariant = OnVariant ?? (boolean ? "on" : null),
            OffVariant = off,
            DefaultVariant = DefaultVariant ?? off,
            FailSafeVariant = FailSafeVariant ?? off,
        };
    }
}

/// <summary>What a flag is for.</summary>
public enum FlagKind
{
    /// <summary>Brings something out, step by step, and then goes.</summary>
    Release,

    /// <summary>Compares variants, and then goes.</summary>
    Experiment,

    /// <summary>A switch of whoever runs the system.</summary>
    Operational,

    /// <summary>Decides who may do something. Fails closed.</summary>
    Permission,

    /// <summary>What a plan holds. Fails closed.</summary>
    Entitlement,
}

/// <summary>Where a flag is in its life.</summary>
public enum FlagLifecycle
{
    /// <summary>Written, not served yet: to callers there is no such flag.</summary>
    Draft,

    /// <summary>Served, and meant to go one day.</summary>
    Active,

    /// <summary>Served, and meant to stay.</summary>
    Permanent,

    /// <summary>Out of service. Archiving and bringing back have calls of their own.</summary>
    Archived,
}

/// <summary>A named value.</summary>
public sealed record VariantBody([property: Required, StringLength(100, MinimumLength = 1)] string Name, JsonElement Value);

/// <summary>Conditions that must all hold, and what follows. Of the tenant itself they may ask <c>tenant</c>, <c>tenantId</c>, <c>plan</c>, <c>partner</c>.</summary>
public sealed record RuleBody(
    [property: Required, StringLength(100, MinimumLength = 1)] string Id,
    [property: MaxLength(30)] IReadOnlyList<Condition>? Conditions = null,
    string? Variant = null,
    RolloutBody? Rollout = null);

/// <summary>Shares of a population, in thousandths of a percent.</summary>
public sealed record RolloutBody(RolloutUnit Unit, [property: Required, MaxLength(100)] IReadOnlyList<Share> Shares)
{
    /// <summary>Made from the flag's own when it is left out. Bring one to keep cohorts that another system made.</summary>
    [StringLength(200)]
    public string? Salt { get; init; }

    /// <summary>The attributes that may be the unit, in order, when the unit is attribute.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string>? Attributes { get; init; }

    /// <summary>Another system's way to cohorts; ours when it is left out.</summary>
    public BucketingScheme? Scheme { get; init; }

    /// <summary>How many buckets there are when it is another system's way; a hundred thousand otherwise.</summary>
    [Range(1, 1_000_000)]
    public int? Whole { get; init; }
}
