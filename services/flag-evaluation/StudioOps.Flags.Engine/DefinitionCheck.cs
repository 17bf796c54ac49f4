namespace StudioOps.Flags.Engine;

/// <summary>Something about a definition that keeps it from being compiled.</summary>
/// <param name="Field">Where, as a path into the definition.</param>
/// <param name="Message">What is wrong, for the person who wrote it.</param>
public sealed record DefinitionProblem(string Field, string Message);

/// <summary>Says what is wrong with a definition before anyone is served from it.</summary>
public static class DefinitionCheck
{
    /// <summary>Every problem of a definition; none when it compiles.</summary>
    /// <param name="definition">The definition.</param>
    public static IReadOnlyList<DefinitionProblem> Problems(FlagDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = new List<DefinitionProblem>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < definition.Variants.Count; i++)
        {
            var variant = definition.Variants[i];
            if (string.IsNullOrEmpty(variant.Name) || !names.Add(variant.Name))
            {
                problems.Add(new($"variants[{i}].name", "Every variant needs a name of its own."));
            }

            if (!IsServable(variant.Value, definition.Type))
            {
                problems.Add(new($"variants[{i}].value", $"The value is not a {definition.Type} that every client can read."));
            }
        }

        CheckName("onVariant", definition.OnVariant);
        CheckName("offVariant", definition.OffVariant);
        CheckName("defaultVariant", definition.DefaultVariant);
        CheckName("failSafeVariant", definition.FailSafeVariant);
        for (var i = 0; i < definition.Rules.Count; i++)
        {
            CheckRule($"rules[{i}]", definition.Rules[i]);
        }

        if (definition.Rollout is { } rollout)
        {
            CheckRollout("rollout", rollout);
        }

        return problems;

        void CheckName(string field, string? name)
        {
            if (name is null || !names.Contains(name))
            {
                problems.Add(new(field, $"There is no variant named '{name}'."));
            }
        }

        void CheckRule(string field, Rule rule)
        {
            if (string.IsNullOrEmpty(rule.Id) || definition.Rules.Count(other => other.Id == rule.Id) > 1)
            {
                problems.Add(new($"{field}.id", "Every rule needs an id of its own."));
            }

            if (rule.Variant is null == rule.Rollout is null)
            {
                problems.Add(new(field, "A rule serves either a variant or a rollout."));
            }

            if (rule.Variant is not null)
            {
                CheckName($"{field}.variant", rule.Variant);
            }

            if (rule.Rollout is not null)
            {
                CheckRollout($"{field}.rollout", rule.Rollout);
            }
        }

        void CheckRollout(string field, Rollout rollout)
        {
            if (string.IsNullOrEmpty(rollout.Salt))
            {
                problems.Add(new($"{field}.salt", "A rollout needs a salt."));
            }

            if (rollout.Shares.Any(share => share.Weight is < 0 or > Bucketing.Whole)
                || rollout.Shares.Sum(share => (long)share.Weight) > Bucketing.Whole)
            {
                problems.Add(new($"{field}.shares", $"Weights lie between 0 and {Bucketing.Whole}, together at most {Bucketing.Whole}."));
            }

            foreach (var share in rollout.Shares)
            {
                CheckName($"{field}.shares", share.Variant);
            }
        }
    }

    /// <summary>Whether a value is of the type and survives the way to any client.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The flag's type.</param>
    public static bool IsServable(FlagValue value, FlagType type) =>
        value.Type == type
        && (type != FlagType.Number
            || (double.IsFinite(value.AsNumber)
                && (!double.IsInteger(value.AsNumber) || Math.Abs(value.AsNumber) <= FlagValue.LargestInteger)));
}
