using System.Text.Json;
using System.Text.RegularExpressions;
using StudioOps.Flags.Engine;
using StudioOps.JsonSchema;

namespace StudioOps.Flags;

/// <summary>One thing wrong with a definition.</summary>
/// <param name="Field">Where, as a path.</param>
/// <param name="Message">What, for the person who wrote it.</param>
/// <param name="Within">JSON pointer from there on, when only a part of the field is at fault.</param>
internal sealed record Fault(string Field, string Message, string Within = "")
{
    /// <summary>JSON pointer into what was sent.</summary>
    public string Pointer => "/" + Field.Replace('.', '/').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal) + Within;
}

/// <summary>What can be said of a definition without looking at others.</summary>
internal static partial class FlagCheck
{
    /// <summary>Every fault of completed content; none when it can be served.</summary>
    /// <param name="content">The content.</param>
    /// <param name="key">The flag's key.</param>
    /// <param name="type">The flag's type.</param>
    /// <param name="salt">The flag's salt.</param>
    /// <param name="segments">Keys of the segments it asks for and that are there.</param>
    public static IReadOnlyList<Fault> Faults(FlagContent content, string key, FlagType type, string salt, IEnumerable<string> segments)
    {
        Fault[] faults = [.. Holes(content)];
        faults = faults.Length > 0 ? faults : [.. About(content), .. Values(content, type), .. content.Rules.SelectMany((rule, i) => ConditionCheck.Faults($"rules[{i}].conditions", rule.Conditions ?? []))];
        return faults.Length > 0 ? faults
            : [.. DefinitionCheck.Problems(content.ToDefinition(key, type, salt), segments.Select(segment => new Segment { Key = segment })).Select(problem => new Fault(problem.Field, problem.Message))];
    }

    /// <summary>What keeps a value from being one of this flag's: its type, or the flag's schema. Null when nothing does.</summary>
    public static string? Refuses(this Flag flag, JsonElement json) =>
        FlagJson.Value(json) is not { } value || !DefinitionCheck.IsServable(value, flag.Type) ? $"{flag.Key} answers with a {flag.Type.Word()} that every client can read."
        : flag.Schema is { } schema && Schema.Parse(schema).Validate(json) is [var error, ..] ? $"The flag's schema: {error}"
        : null;

    /// <summary>A null in a list is well formed JSON, and nothing anybody meant.</summary>
    private static IEnumerable<Fault> Holes(FlagContent content) =>
        Holes("variants", content.Variants).Concat(Holes("tags", content.Tags)).Concat(Holes("prerequisites", content.Prerequisites)).Concat(Holes("rules", content.Rules))
            .Concat(Holes("rollout.shares", content.Rollout?.Shares)).Concat(Holes("rollout.attributes", content.Rollout?.Attributes))
            .Concat(content.Rules.SelectMany((rule, i) => Holes($"rules[{i}].rollout.shares", rule?.Rollout?.Shares).Concat(Holes($"rules[{i}].rollout.attributes", rule?.Rollout?.Attributes))));

    private static IEnumerable<Fault> Holes<T>(string field, IReadOnlyList<T>? list) =>
        (list ?? []).Select((item, i) => (item, i)).Where(at => at.item is null).Select(at => new Fault($"{field}[{at.i}]", "Null stands for nothing here."));

    private static IEnumerable<Fault> About(FlagContent content)
    {
        if (content.State == FlagState.Killed)
        {
            yield return new("state", "A flag is killed with its own call, which asks for a reason.");
        }

        if (content.Lifecycle == FlagLifecycle.Archived)
        {
            yield return new("lifecycle", "A flag is archived with its own call, which asks for a reason.");
        }

        for (var i = 0; i < content.Tags.Count; i++)
        {
            if (!Tag().IsMatch(content.Tags[i]))
            {
                yield return new($"tags[{i}]", "A tag is 1 to 40 of a-z, 0-9, dot, dash and underscore.");
            }
        }

        if (content.Kind is FlagKind.Permission or FlagKind.Entitlement && content.FailSafeVariant != content.OffVariant)
        {
            yield return new("failSafeVariant", "A flag that decides what somebody may do or has paid for fails closed: its fail-safe variant is its off variant.");
        }

        for (var i = 0; i < content.Prerequisites.Count; i++)
        {
            if (content.Prerequisites[i] is not { Variants.Count: > 0 } prerequisite || prerequisite.Variants.Contains(null!))
            {
                yield return new($"prerequisites[{i}].variants", "Name at least one variant of the other flag that will do.");
            }
        }
    }

    private static IEnumerable<Fault> Values(FlagContent content, FlagType type)
    {
        var (schema, broken) = Compiled(content.Schema);
        if (broken is not null)
        {
            yield return broken;
        }

        var variants = content.Variants ?? [];
        for (var i = 0; i < variants.Count; i++)
        {
            if (FlagJson.Value(variants[i].Value) is not { } value)
            {
                yield return new($"variants[{i}].value", "A value is a boolean, a string, a number or an object.");
            }
            else if (schema is not null && DefinitionCheck.IsServable(value, type))
            {
                foreach (var error in schema.Validate(variants[i].Value))
                {
                    yield return new($"variants[{i}].value", $"{error.Message} ({error.Keyword})", error.Path);
                }
            }
        }
    }

    private static (Schema? Schema, Fault? Fault) Compiled(JsonElement? schema)
    {
        try
        {
            return (schema is { } document ? Schema.Compile(document) : null, null);
        }
        catch (SchemaException unusable)
        {
            return (null, new("schema", unusable.Message, unusable.Pointer));
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,39}\\z")]
    private static partial Regex Tag();
}
