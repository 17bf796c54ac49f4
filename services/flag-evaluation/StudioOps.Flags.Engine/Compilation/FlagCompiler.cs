namespace StudioOps.Flags.Engine;

/// <summary>Makes the logic of one flag ready, and notes what is wrong with it.</summary>
internal sealed class FlagCompiler(FlagDefinition definition, IReadOnlyDictionary<string, CompiledSegment> segments, Notes notes)
{
    private readonly ConditionCompiler _conditions = new(notes, segments);
    private readonly Dictionary<string, Variant> _variants = new(StringComparer.Ordinal);

    public Variant[] Variants()
    {
        for (var i = 0; i < definition.Variants.Count; i++)
        {
            var (name, value) = definition.Variants[i];
            if (string.IsNullOrEmpty(name) || !_variants.TryAdd(name, new Variant(name, value, _variants.Count)))
            {
                notes.Problem($"variants[{i}].name", "Every variant needs a name of its own.");
            }

            if (!DefinitionCheck.IsServable(value, definition.Type))
            {
                notes.Problem($"variants[{i}].value", $"The value is not a {definition.Type} that every client can read.");
            }
        }

        return [.. _variants.Values];
    }

    public Variant? Variant(string field, string? name)
    {
        if (name is not null && _variants.TryGetValue(name, out var variant))
        {
            return variant;
        }

        notes.Problem(field, $"There is no variant named '{name}'.");
        return null;
    }

    public CompiledRule Rule(int index)
    {
        var (field, rule) = ($"rules[{index}]", definition.Rules[index]);
        if (string.IsNullOrEmpty(rule.Id) || definition.Rules.Count(other => other.Id == rule.Id) > 1)
        {
            notes.Problem($"{field}.id", "Every rule needs an id of its own.");
        }

        if (rule.Variant is null == rule.Rollout is null)
        {
            notes.Problem(field, "A rule serves either a variant or a rollout.");
        }

        return new CompiledRule(
            rule.Id,
            _conditions.Compile($"{field}.conditions", rule.Conditions),
            rule.Variant is null ? null : Variant($"{field}.variant", rule.Variant),
            rule.Rollout is null ? null : Rollout($"{field}.rollout", rule.Rollout));
    }

    public CompiledRollout? Rollout(string field, Rollout rollout)
    {
        if (rollout.Shares.Any(share => share.Weight < 0) || rollout.Shares.Sum(share => (long)share.Weight) > rollout.Whole)
        {
            notes.Problem($"{field}.shares", $"Weights are not negative, and together at most {rollout.Whole}.");
            return null;
        }

        var below = 0;
        var shares = rollout.Shares.Select(share => (below += share.Weight, Variant($"{field}.shares", share.Variant)!)).ToArray();
        return _conditions.Compile(field, rollout) is { } population ? new CompiledRollout(population, shares) : null;
    }
}
