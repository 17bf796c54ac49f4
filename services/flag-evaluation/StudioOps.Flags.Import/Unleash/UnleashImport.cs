using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Unleash;

/// <summary>Reads what Unleash sends its SDKs. Each feature becomes a boolean flag of its name, and one more for its variants if it has any.</summary>
public static class UnleashImport
{
    /// <summary>Reads a state: <c>features</c> and <c>segments</c>.</summary>
    /// <param name="state">Its JSON.</param>
    public static Imported Read(JsonElement state)
    {
        var report = new List<ImportNote>();
        var segments = state.List("segments").Select(segment => Segment(segment, report)).DistinctBy(segment => segment.Key).ToArray();
        var known = segments.Select(segment => segment.Key).ToHashSet(StringComparer.Ordinal);
        var features = state.List("features").DistinctBy(feature => feature.Text("name")).ToArray();
        var standing = features.Where(feature => feature.List("dependencies").Count > 0).Select(feature => feature.Text("name")).ToHashSet(StringComparer.Ordinal);
        var definitions = new List<FlagDefinition>();
        foreach (var feature in features)
        {
            var notes = new Notebook(feature.Text("name") ?? "");
            definitions.AddRange(Feature(feature, known, standing, notes));
            report.AddRange(notes.Notes);
        }

        return new([.. definitions.OrderBy(definition => definition.Key, StringComparer.Ordinal)], segments, report);
    }

    private static Segment Segment(JsonElement segment, List<ImportNote> report)
    {
        var key = segment.Text("id") ?? "";
        var notes = new Notebook($"segment {key}");
        Condition[] conditions = [.. segment.List("constraints").Select(constraint => UnleashConstraint.Read(constraint, notes))];
        report.AddRange(notes.Notes);
        // Without constraints it is everybody's there.
        return new() { Key = key, Conditions = conditions.Length > 0 ? conditions : [Constant.Always] };
    }

    private static IEnumerable<FlagDefinition> Feature(JsonElement feature, IReadOnlySet<string> segments, IReadOnlySet<string?> standing, Notebook notes)
    {
        var key = feature.Text("name") ?? "";
        var all = feature.List("strategies");
        UnleashStrategy[] strategies =
            [.. all.Where(strategy => !strategy.IsTrue("disabled")).Select(strategy => UnleashStrategy.Read(strategy, key, segments, notes))];
        var enabled = feature.IsTrue("enabled") && (strategies.Length > 0 || all.Count == 0);
        var flag = new FlagDefinition
        {
            Key = key,
            Type = FlagType.Boolean,
            State = !enabled ? FlagState.Off : strategies.Length == 0 ? FlagState.On : FlagState.Targeted,
            Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
            OnVariant = "on",
            OffVariant = "off",
            DefaultVariant = "off",
            FailSafeVariant = "off",
            Prerequisites = [.. feature.List("dependencies").SelectMany(parent => Prerequisites(parent, standing))],
            Rules = [.. strategies.Select((strategy, i) => new Rule { Id = $"strategy-{i}", Conditions = strategy.Conditions, Variant = "on" })],
        };
        yield return flag;
        if (UnleashVariants.Read(flag, feature, strategies, notes) is { } variants)
        {
            yield return variants;
        }
    }

    /// <summary>A parent that stands on another is never enough there, so here nothing it serves is.</summary>
    private static IEnumerable<Prerequisite> Prerequisites(JsonElement parent, IReadOnlySet<string?> standing)
    {
        var key = parent.Text("feature") ?? "";
        var wanted = parent.Member("enabled")?.ValueKind == JsonValueKind.False ? "off" : "on";
        yield return new Prerequisite(key, standing.Contains(key) ? [] : [wanted]);
        if (wanted == "on" && parent.Texts("variants") is { Count: > 0 } variants)
        {
            yield return new Prerequisite(key + UnleashVariants.Suffix, variants);
        }
    }
}
