using System.Text.Json;
using StudioOps.Conformance;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Unleash;

namespace StudioOps.Flags.Import.Tests.Unleash;

/// <summary>Unleash's own client specification: after the import every caller gets the answer Unleash's SDKs give.</summary>
public sealed class UnleashConformanceTests
{
    private const string Source = "https://github.com/Unleash/client-specification/tree/main/specifications";

    private static readonly string[] Names =
    [
        "01-simple-examples", "02-user-with-id-strategy", "03-gradual-rollout-user-id-strategy", "04-gradual-rollout-session-id-strategy",
        "05-gradual-rollout-random-strategy", "06-remote-address-strategy", "07-multiple-strategies", "08-variants", "09-strategy-constraints",
        "10-flexible-rollout-strategy", "11-strategy-constraints-edge-cases", "12-custom-stickiness", "13-constraint-operators",
        "14-constraint-semver-operators", "15-global-constraints",
    ];

    public static TheoryData<string> Files => ConformanceData.Rows($"unleash/{Names[0]}.json", Source, Names);

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_case_of_the_specification_gives_the_expected_answer(string name)
    {
        if (ConformanceData.Open($"unleash/{name}.json", Source) is not { } path)
        {
            return;
        }

        var specification = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        var told = new Told(UnleashImport.Read(specification.GetProperty("state")));
        var wrong = new List<string>();
        var cases = 0;
        foreach (var (test, variant) in Tests("tests", false).Concat(Tests("variantTests", true)))
        {
            var expected = test.GetProperty("expectedResult");
            var (toggle, context) = (test.GetProperty("toggleName").GetString()!, test.GetProperty("context"));
            var answer = variant ? told.Variant(toggle, context) : told.IsOn(toggle, context) ? "true" : "false";
            cases++;
            if (!JsonElement.DeepEquals(expected, JsonDocument.Parse(answer).RootElement))
            {
                wrong.Add($"{test.GetProperty("description")}: {toggle} for {context} should be {expected}, is {answer}");
            }
        }

        Assert.NotEqual(0, cases);
        Assert.Empty(wrong);
        Assert.DoesNotContain(told.Imported.Report, note => note.Verdict == Verdict.Refused);

        IEnumerable<(JsonElement Test, bool Variant)> Tests(string list, bool variant) =>
            specification.TryGetProperty(list, out var tests) ? tests.EnumerateArray().Select(test => (test, variant)) : [];
    }
}

/// <summary>What was imported, asked as an SDK of the other system is asked.</summary>
internal sealed class Told(Imported imported)
{
    private readonly FlagSnapshot _snapshot =
        FlagSnapshot.Create(imported.Compile(), new TenantFacts("018f0000-0000-7000-8000-000000000001", "acme", "pro", null, false), [], 1);

    public Imported Imported => imported;

    public bool IsOn(string feature, JsonElement context) => Ask(feature, context).Value.AsBoolean;

    /// <summary>In the shape the specification writes variants.</summary>
    public string Variant(string feature, JsonElement context)
    {
        var answer = Ask(feature + ".variant", context);
        var variant = answer.Error == ErrorCode.None ? answer.Value.AsText! : """{"name":"disabled","enabled":false}""";
        return $$"""{{variant[..^1]}},"feature_enabled":{{(IsOn(feature, context) ? "true" : "false")}}}""";
    }

    private Evaluation Ask(string key, JsonElement context)
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var who = UnleashContext.Read(context, ref now);
        var answer = _snapshot.Evaluate(key, who, now);
        Assert.True(answer.Error is ErrorCode.None or ErrorCode.FlagNotFound, $"{key}: {answer.Error} {string.Join("; ", answer.Flag?.Problems ?? [])}");
        return answer;
    }
}
