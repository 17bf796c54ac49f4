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

    /// <summary>off, on or targeted. Killing has its own call.</summary>
    public FlagState State { get; init; } = FlagState.Targeted;

    /// <summary>Every value it may answer with. A boolean flag may leave this out: on is true, off is false.</summary>
    [MaxLength(100)]
    public IReadOnlyList<VariantBody>? Variants { get; init; }

    public string? OnVariant { get; init; }

    public string? OffVariant { get; init; }

    /// <summary>The off variant unless said otherwise.</summary>
    public string? DefaultVariant { get; init; }

    /// <summary>Served by a kill, for a suspended tenant and on error. The off variant unless said otherwise: the flag fails closed.</summary>
    public string? FailSafeVariant { get; init; }

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
            OnVariant = OnVariant ?? (boolean ? "on" : null),
            OffVariant = off,
            DefaultVariant = DefaultVariant ?? off,
            FailSafeVariant = FailSafeVariant ?? off,
        };
    }
}

/// <summary>A named value.</summary>
public sealed record VariantBody([property: Required, StringLength(100, MinimumLength = 1)] string Name, JsonElement Value);

/// <summary>Conditions that must all hold, and what follows.</summary>
public sealed record RuleBody(
    [property: Required, StringLength(100, MinimumLength = 1)] string Id,
    [property: MaxLength(30)] IReadOnlyList<ConditionBody>? Conditions = null,
    string? Variant = null,
    RolloutBody? Rollout = null);

/// <summary>One test of the context. Of the tenant itself: <c>tenant</c>, <c>tenantId</c>, <c>plan</c>, <c>partner</c>.</summary>
public sealed record ConditionBody(
    [property: Required, StringLength(100, MinimumLength = 1)] string Attribute,
    ConditionOperator Operator,
    [property: Required, MinLength(1), MaxLength(100_000)] IReadOnlyList<JsonElement> Values);

/// <summary>How an attribute is compared.</summary>
public enum ConditionOperator
{
    /// <summary>It is the one value.</summary>
    Equals,

    /// <summary>It is one of the values.</summary>
    In,
}

/// <summary>Shares of a population, in thousandths of a percent.</summary>
public sealed record RolloutBody(RolloutUnit Unit, [property: Required, MaxLength(100)] IReadOnlyList<Share> Shares);
