namespace StudioOps.Flags.Engine;

/// <summary>A flag made ready to be asked. Immutable.</summary>
public sealed class CompiledFlag
{
    internal CompiledFlag(FlagDefinition definition, int index)
    {
        Key = definition.Key;
        Type = definition.Type;
        State = definition.State;
        Index = index;
        Problems = DefinitionCheck.Problems(definition);

        var variants = new Dictionary<string, Variant>(StringComparer.Ordinal);
        foreach (var variant in definition.Variants)
        {
            variants.TryAdd(variant.Name, new Variant(variant.Name, variant.Value, variants.Count));
        }

        Variants = [.. variants.Values];
        FailSafe = variants.GetValueOrDefault(definition.FailSafeVariant);
        if (Problems.Count > 0)
        {
            // One broken definition answers for itself with an error; the others are served as ever.
            return;
        }

        On = variants[definition.OnVariant];
        Off = variants[definition.OffVariant];
        Default = variants[definition.DefaultVariant];
        Rules = [.. definition.Rules.Select(rule => new CompiledRule(rule, variants))];
        Rollout = definition.Rollout is null ? null : new CompiledRollout(definition.Rollout, variants);
    }

    /// <summary>The name callers ask for.</summary>
    public string Key { get; }

    /// <summary>What kind of value it answers with.</summary>
    public FlagType Type { get; }

    /// <summary>How much of its logic is in force.</summary>
    public FlagState State { get; }

    /// <summary>Its place in the flag set, in the order of keys.</summary>
    public int Index { get; }

    /// <summary>Every variant, at its index.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    /// <summary>What keeps it from being decided; none for a sound flag.</summary>
    public IReadOnlyList<DefinitionProblem> Problems { get; }

    internal Variant? FailSafe { get; }

    internal Variant? On { get; }

    internal Variant? Off { get; }

    internal Variant? Default { get; }

    internal CompiledRule[] Rules { get; } = [];

    internal CompiledRollout? Rollout { get; }

    internal bool IsBroken => Problems.Count > 0;

    internal bool HasLogic => Rules.Length > 0 || Rollout is not null;

    internal bool ReadsUser => Rollout is { ReadsUser: true } || Rules.Any(rule => rule.Rollout is { ReadsUser: true });
}

/// <summary>A rule made ready.</summary>
internal sealed class CompiledRule(Rule rule, IReadOnlyDictionary<string, Variant> variants)
{
    private readonly CompiledCondition[] _conditions = [.. rule.Conditions.Select(CompiledCondition.Compile)];

    public string Id { get; } = rule.Id;

    public Variant? Variant { get; } = rule.Variant is null ? null : variants[rule.Variant];

    public CompiledRollout? Rollout { get; } = rule.Rollout is null ? null : new CompiledRollout(rule.Rollout, variants);

    public bool Matches(TenantFacts tenant, EvaluationContext context)
    {
        foreach (var condition in _conditions)
        {
            if (!condition.Matches(tenant, context))
            {
                return false;
            }
        }

        return true;
    }
}
