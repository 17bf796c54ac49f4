using System.Globalization;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Unleash;

/// <summary>One of Unleash's constraints as a condition. What Unleash cannot evaluate is false there, and so it is here.</summary>
internal static class UnleashConstraint
{
    private static readonly string[] Facts = [ContextFacts.Tenant, ContextFacts.TenantId, ContextFacts.Plan, ContextFacts.Partner];

    public static Condition Read(JsonElement constraint, Notebook notes)
    {
        var condition = Positive(constraint, notes);
        return constraint.IsTrue("inverted") ? new Not(condition) : condition;
    }

    private static Condition Positive(JsonElement constraint, Notebook notes)
    {
        var name = constraint.Text("contextName") ?? "";
        if (Facts.Contains(name))
        {
            notes.Approximated($"'{name}' is what is known of the tenant here, whatever a caller's context says.");
        }

        var attribute = UnleashContext.Attribute(name);
        var values = constraint.Texts("values");
        IReadOnlyList<string> anyOf = values.Count > 0 ? values : constraint.Text("value") is { } only ? [only] : [];
        var ignoreCase = constraint.IsTrue("caseInsensitive");
        switch (constraint.Text("operator"))
        {
            case "IN":
                return new AttributeIn(attribute, [.. values.Select(value => FlagValue.Of(value))]);
            case "NOT_IN":
                return new Not(new AttributeIn(attribute, [.. values.Select(value => FlagValue.Of(value))]));
            case "STR_STARTS_WITH":
                return new AttributeText(attribute, TextComparison.StartsWith, anyOf, ignoreCase);
            case "STR_ENDS_WITH":
                return new AttributeText(attribute, TextComparison.EndsWith, anyOf, ignoreCase);
            case "STR_CONTAINS":
                return new AttributeText(attribute, TextComparison.Contains, anyOf, ignoreCase);
            case ['N', 'U', 'M', '_', .. var comparison] when Compared(comparison) is { } how:
                return constraint.Number("value") is { } number ? new AttributeNumber(attribute, how, number) : Constant.Never;
            case "DATE_AFTER":
                return Date(Comparison.Greater);
            case "DATE_BEFORE":
                return Date(Comparison.Less);
            case ['S', 'E', 'M', 'V', 'E', 'R', '_', .. var comparison] when Compared(comparison) is { } how:
                return Sound(new AttributeVersion(attribute, (VersionComparison)how, constraint.Text("value") ?? ""));
            case "REGEX":
                return Pattern(anyOf.Count > 0 ? anyOf[0] : "");
            case "CIDR":
                return new AttributeNetwork(attribute, [.. anyOf.Where(network => IsSound(new AttributeNetwork(attribute, [network])))]);
            case var unknown:
                notes.Approximated($"The operator {unknown} is false for everyone, as in an SDK that does not know it.");
                return Constant.Never;
        }

        Condition Date(Comparison how) =>
            DateTimeOffset.TryParse(constraint.Text("value"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
                ? new AttributeDate(attribute, how, moment)
                : Constant.Never;

        Condition Pattern(string pattern)
        {
            var condition = new AttributePattern(attribute, pattern, ignoreCase);
            if (!IsSound(condition))
            {
                notes.Refused($"The pattern {pattern} cannot be matched in time that grows with the text alone; it is false for everyone.");
            }

            return Sound(condition);
        }
    }

    private static Comparison? Compared(string word) => word switch
    {
        "EQ" => Comparison.Equal,
        "GT" => Comparison.Greater,
        "GTE" => Comparison.AtLeast,
        "LT" => Comparison.Less,
        "LTE" => Comparison.AtMost,
        _ => null,
    };

    private static Condition Sound(Condition condition) => IsSound(condition) ? condition : Constant.Never;

    private static bool IsSound(Condition condition) => DefinitionCheck.Problems(new Segment { Key = "-", Conditions = [condition] }).Count == 0;
}
