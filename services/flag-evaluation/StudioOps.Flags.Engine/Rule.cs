namespace StudioOps.Flags.Engine;

/// <summary>Some conditions and what follows when all of them hold.</summary>
public sealed record Rule
{
    /// <summary>Named in the answer, so that a surprise can be traced to its cause.</summary>
    public required string Id { get; init; }

    /// <summary>All must hold. None at all always holds.</summary>
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>What matching gives; null when <see cref="Rollout"/> decides.</summary>
    public string? Variant { get; init; }

    /// <summary>Who of those that match is served. Whoever falls outside goes on to the next rule.</summary>
    public Rollout? Rollout { get; init; }
}

/// <summary>One test of the context. The names in <see cref="ContextFacts"/> are facts of the tenant, never the client's claim.</summary>
/// <param name="Attribute">The attribute read.</param>
public abstract record Condition(string Attribute);

/// <summary>The attribute has exactly this value and type.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Value">The value asked for.</param>
public sealed record AttributeEquals(string Attribute, FlagValue Value) : Condition(Attribute);

/// <summary>The attribute is one of these values.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Values">Any number of values; the cost of asking does not grow with it.</param>
public sealed record AttributeIn(string Attribute, IReadOnlyCollection<FlagValue> Values) : Condition(Attribute);

/// <summary>The tenant is on one of these plans: how an entitlement is written.</summary>
/// <param name="Plans">Keys of plans.</param>
public sealed record PlanIn(IReadOnlyCollection<string> Plans) : Condition(ContextFacts.Plan);
