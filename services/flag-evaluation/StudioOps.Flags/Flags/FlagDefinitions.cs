using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>Between what callers write and what the engine compiles.</summary>
internal static class FlagDefinitions
{
    /// <summary>The engine's definition of a stored flag.</summary>
    public static FlagDefinition ToDefinition(this Flag flag) => Define(flag.Key, flag.Type, flag.State, flag.Salt, flag.Content(), []);

    /// <summary>Every problem of completed content; none when it can be served.</summary>
    public static IReadOnlyList<DefinitionProblem> Problems(string key, FlagType type, string salt, FlagContent content)
    {
        List<DefinitionProblem> problems = [];
        if (content.State == FlagState.Killed)
        {
            problems.Add(new("state", "A flag is killed with its own call, which asks for a reason."));
        }

        var definition = Define(key, type, content.State, salt, content, problems);
        problems.AddRange(DefinitionCheck.Problems(definition));
        return [.. problems.DistinctBy(problem => problem.Field)];
    }

    private static FlagDefinition Define(string key, FlagType type, FlagState state, string salt, FlagContent content, List<DefinitionProblem> problems)
    {
        return new FlagDefinition
        {
            Key = key,
            Type = type,
            State = state,
            Variants = [.. (content.Variants ?? []).Select((variant, i) => new VariantDefinition(variant.Name, Value($"variants[{i}].value", variant.Value)))],
            OnVariant = content.OnVariant!,
            OffVariant = content.OffVariant!,
            DefaultVariant = content.DefaultVariant!,
            FailSafeVariant = content.FailSafeVariant!,
            Rules = [.. content.Rules.Select(Rule)],
            Rollout = content.Rollout is { } rollout ? new Rollout(rollout.Unit, salt, rollout.Shares) : null,
        };

        // A rule's cohorts hang on the rule's id: they stay when rules are put in another order.
        Rule Rule(RuleBody rule, int i) => new()
        {
            Id = rule.Id,
            Conditions = [.. (rule.Conditions ?? []).Select((condition, c) => Condition($"rules[{i}].conditions[{c}]", condition))],
            Variant = rule.Variant,
            Rollout = rule.Rollout is { } share ? new Rollout(share.Unit, $"{salt}.{rule.Id}", share.Shares) : null,
        };

        Condition Condition(string field, ConditionBody condition)
        {
            FlagValue[] values = [.. condition.Values.Select((value, v) => Value($"{field}.values[{v}]", value))];
            if (condition.Operator == ConditionOperator.In)
            {
                return new AttributeIn(condition.Attribute, values);
            }

            if (values.Length != 1)
            {
                problems.Add(new($"{field}.values", "equals takes one value; in takes several."));
            }

            return new AttributeEquals(condition.Attribute, values.FirstOrDefault());
        }

        FlagValue Value(string field, JsonElement json)
        {
            if (FlagJson.Value(json) is { } value)
            {
                return value;
            }

            problems.Add(new(field, "A value is a boolean, a string, a number or an object."));
            return default;
        }
    }
}
