using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Streaming;

/// <summary>Definitions as one tenant may read them: what rules say of tenants is decided for this one and left out, so that no other is named.</summary>
internal sealed class OwnRules(TenantFacts facts, IReadOnlyDictionary<string, Segment> segments)
{
    private static readonly AllOf Always = new([]);
    private static readonly AnyOf Never = new([]);

    private static readonly HashSet<string> Facts = [ContextFacts.Tenant, ContextFacts.TenantId, ContextFacts.Plan, ContextFacts.Partner];

    /// <summary>Attributes whose values name people, and those may be anybody's.</summary>
    private static readonly HashSet<string> People = [ContextFacts.TargetingKey, "user", "userId", "sub", "email"];

    /// <summary>Those of the definitions that can be told. Flags that name people, and what depends on such flags, only the service answers.</summary>
    public IReadOnlyDictionary<string, FlagDefinition> Of(IEnumerable<FlagDefinition> definitions)
    {
        var told = definitions.Select(Told).OfType<FlagDefinition>().ToDictionary(flag => flag.Key, StringComparer.Ordinal);
        var all = definitions.Select(flag => flag.Key).ToHashSet(StringComparer.Ordinal);
        while (told.Values.Where(flag => flag.Prerequisites.Any(needed => all.Contains(needed.FlagKey) && !told.ContainsKey(needed.FlagKey))).ToList() is { Count: > 0 } dependent)
        {
            dependent.ForEach(flag => told.Remove(flag.Key));
        }

        return told;
    }

    private FlagDefinition? Told(FlagDefinition flag)
    {
        var rules = new List<Rule>();
        foreach (var rule in flag.Rules)
        {
            switch (All(rule.Conditions))
            {
                case null:
                    return null;
                case AllOf all:
                    rules.Add(rule with { Conditions = all.Conditions });
                    break;
            }
        }

        return flag with { Rules = rules };
    }

    /// <summary>The condition with this tenant's facts filled in; null when what remains names people.</summary>
    private Condition? Folded(Condition condition) => condition switch
    {
        AllOf all => All(all.Conditions),
        AnyOf any => Any(any.Conditions),
        Not not => Folded(not.Condition) switch { null => null, AllOf { Conditions: [] } => Never, AnyOf { Conditions: [] } => Always, var inner => new Not(inner) },
        InSegment named => segments.TryGetValue(named.Segment, out var segment) ? Folded(segment) : condition,
        AttributeCondition asked when Facts.Contains(asked.Attribute) => Holds(asked) ? Always : Never,
        AttributeCondition asked and not AttributePresent when People.Contains(asked.Attribute) => null,
        _ => condition,
    };

    private Condition? Folded(Segment segment)
    {
        if (!Facts.Contains(segment.Attribute) && segment.Members.Count + segment.Excluded.Count > 0)
        {
            return null;
        }

        return Named(segment.Excluded) ? Never : Named(segment.Members) ? Always : segment.Conditions.Count == 0 ? Never : All(segment.Conditions);

        bool Named(IReadOnlyCollection<string> members) => members.Count > 0 && Holds(new AttributeIn(segment.Attribute, [.. members.Select(FlagValue.Of)]));
    }

    /// <summary>Never, or all of what remains.</summary>
    private Condition? All(IEnumerable<Condition> conditions)
    {
        var remaining = new List<Condition>();
        var untold = false;
        foreach (var condition in conditions)
        {
            switch (Folded(condition))
            {
                case null:
                    untold = true;
                    break;
                case AnyOf { Conditions: [] }:
                    return Never;   // whatever the others say
                case AllOf all:
                    remaining.AddRange(all.Conditions);
                    break;
                case var folded:
                    remaining.Add(folded);
                    break;
            }
        }

        return untold ? null : new AllOf(remaining);
    }

    /// <summary>Always, or any of what remains.</summary>
    private Condition? Any(IEnumerable<Condition> conditions)
    {
        var remaining = new List<Condition>();
        var untold = false;
        foreach (var condition in conditions)
        {
            switch (Folded(condition))
            {
                case null:
                    untold = true;
                    break;
                case AllOf { Conditions: [] }:
                    return Always;   // whatever the others say
                case AnyOf any:
                    remaining.AddRange(any.Conditions);
                    break;
                case var folded:
                    remaining.Add(folded);
                    break;
            }
        }

        return untold ? null : new AnyOf(remaining);
    }

    /// <summary>Asked of the engine itself: what is decided here and there cannot differ.</summary>
    private bool Holds(AttributeCondition condition)
    {
        var probe = new FlagDefinition
        {
            Key = "probe", Type = FlagType.Boolean, Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
            OnVariant = "on", OffVariant = "off", DefaultVariant = "off", FailSafeVariant = "off", Rules = [new Rule { Id = "probe", Conditions = [condition], Variant = "on" }],
        };
        return FlagSnapshot.Create(FlagSet.Compile([probe]), facts with { IsSuspended = false }, [], 0)
            .Evaluate(probe.Key, EvaluationContext.Anonymous, DateTimeOffset.MinValue).Value.AsBoolean;
    }
}
