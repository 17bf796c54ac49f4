using System.Text.Json;
using StudioOps.Flags.Import.Unleash;

namespace StudioOps.Flags.Import.Tests.Unleash;

/// <summary>What newer states hold beyond the specification's first files, and what is said of it.</summary>
public sealed class UnleashImportTests
{
    private const string Default = """{"name":"default"}""";

    public static TheoryData<string, string, bool> Constraints => new()
    {
        { """{"contextName":"email","operator":"REGEX","value":"^a.*@x$"}""", """{"properties":{"email":"ada@x"}}""", true },
        { """{"contextName":"email","operator":"REGEX","value":"^A","caseInsensitive":true}""", """{"properties":{"email":"ada@x"}}""", true },
        { """{"contextName":"email","operator":"REGEX","value":"^b"}""", """{"properties":{"email":"ada@x"}}""", false },
        { """{"contextName":"email","operator":"REGEX","value":"^b","inverted":true}""", """{"properties":{"email":"ada@x"}}""", true },
        { """{"contextName":"remoteAddress","operator":"CIDR","values":["10.0.0.0/8","nonsense"]}""", """{"remoteAddress":"10.9.9.9"}""", true },
        { """{"contextName":"remoteAddress","operator":"CIDR","values":["10.0.0.0/8"]}""", """{"remoteAddress":"11.9.9.9"}""", false },
        { """{"contextName":"remoteAddress","operator":"CIDR","values":["2001:db8::/32"]}""", """{"remoteAddress":"2001:db8::7"}""", true },
        { """{"contextName":"n","operator":"NUM_EQ","value":"five"}""", """{"properties":{"n":"5"}}""", false },
        { """{"contextName":"n","operator":"NUM_GTE","value":"5"}""", """{"properties":{"n":5}}""", true },
        { """{"contextName":"born","operator":"DATE_BEFORE","value":"2020-01-01T00:00:00Z"}""", """{"properties":{"born":"2019-12-31T23:59:59Z"}}""", true },
        { """{"contextName":"born","operator":"DATE_BEFORE","value":"someday"}""", """{"properties":{"born":"2019-12-31T23:59:59Z"}}""", false },
        { """{"contextName":"currentTime","operator":"DATE_AFTER","value":"2020-01-01T00:00:00Z"}""", "{}", true },
        { """{"contextName":"userId","operator":"STR_STARTS_WITH","value":"ad"}""", """{"userId":"ada"}""", true },
        { """{"contextName":"v","operator":"SEMVER_GTE","value":"1.0"}""", """{"properties":{"v":"2.0.0"}}""", false },
    };

    [Theory]
    [MemberData(nameof(Constraints))]
    public void A_constraint_means_what_it_meant(string constraint, string context, bool expected) =>
        Assert.Equal(expected, Import(Feature("a", $$"""{"name":"default","constraints":[{{constraint}}]}""")).IsOn("a", Json(context)));

    [Fact]
    public void A_pattern_that_cannot_be_matched_in_linear_time_is_refused_and_off()
    {
        var told = Import(Feature("a", """{"name":"default","constraints":[{"contextName":"email","operator":"REGEX","value":"(a)\\1"}]}"""));

        Assert.Equal(("a", Verdict.Refused), (told.Imported.Report[0].Flag, told.Imported.Report[0].Verdict));
        Assert.False(told.IsOn("a", Json("""{"properties":{"email":"aa"}}""")));
    }

    [Fact]
    public void A_strategy_of_somebodys_own_is_refused_and_the_others_count()
    {
        var told = Import(Feature("a", """{"name":"moonPhase"}"""), Feature("b", """{"name":"moonPhase"}""", Default));

        Assert.All(told.Imported.Report, note => Assert.Equal(Verdict.Refused, note.Verdict));
        Assert.False(told.IsOn("a", Json("{}")));
        Assert.True(told.IsOn("b", Json("{}")));
    }

    [Fact]
    public void A_disabled_strategy_does_not_count()
    {
        var told = Import(Feature("a", """{"name":"default","disabled":true}"""), Feature("b", """{"name":"userWithId","parameters":{"userIds":"x"}}""", """{"name":"default","disabled":true}"""));

        Assert.False(told.IsOn("a", Json("{}")));
        Assert.False(told.IsOn("b", Json("{}")));
    }

    [Fact]
    public void Features_stand_on_others_one_level_deep()
    {
        var told = Import(
            Feature("on", Default),
            """{"name":"off","enabled":false,"strategies":[{"name":"default"}]}""",
            """{"name":"child","enabled":true,"strategies":[{"name":"default"}],"dependencies":[{"feature":"on"}]}""",
            """{"name":"wanting-off","enabled":true,"strategies":[{"name":"default"}],"dependencies":[{"feature":"off","enabled":false}]}""",
            """{"name":"of-off","enabled":true,"strategies":[{"name":"default"}],"dependencies":[{"feature":"on"},{"feature":"off"}]}""",
            """{"name":"grandchild","enabled":true,"strategies":[{"name":"default"}],"dependencies":[{"feature":"child"}]}""",
            """{"name":"orphan","enabled":true,"strategies":[{"name":"default"}],"dependencies":[{"feature":"gone"}]}""");

        Assert.Equal(
            ["child", "on", "wanting-off"],
            told.Imported.Definitions.Where(flag => told.IsOn(flag.Key, Json("{}"))).Select(flag => flag.Key));
    }

    [Fact]
    public void A_dependency_may_ask_for_a_variant()
    {
        const string parent = """{"name":"parent","enabled":true,"strategies":[],"variants":[{"name":"red","weight":1,"overrides":[{"contextName":"userId","values":["ada"]}]},{"name":"blue","weight":1,"overrides":[{"contextName":"userId","values":["bob"]}]}]}""";
        var told = Import(parent, """{"name":"child","enabled":true,"strategies":[],"dependencies":[{"feature":"parent","variants":["red"]}]}""");

        Assert.True(told.IsOn("child", Json("""{"userId":"ada"}""")));
        Assert.False(told.IsOn("child", Json("""{"userId":"bob"}""")));
    }

    [Fact]
    public void A_strategys_own_variants_outrank_the_features()
    {
        const string feature = """
            {"name":"a","enabled":true,"variants":[{"name":"plain","weight":1,"payload":{"type":"string","value":"feature"}}],
             "strategies":[
               {"name":"userWithId","parameters":{"userIds":"ada","groupId":"g"},"variants":[{"name":"plain","weight":1000,"payload":{"type":"string","value":"strategy"}}]},
               {"name":"default"}]}
            """;
        var told = Import(feature);

        Assert.Contains("\"strategy\"", told.Variant("a", Json("""{"userId":"ada"}""")), StringComparison.Ordinal);
        Assert.Contains("\"feature\"", told.Variant("a", Json("""{"userId":"bob"}""")), StringComparison.Ordinal);
        Assert.Equal(["disabled", "plain", "plain#1"], told.Imported.Definitions.Single(flag => flag.Key == "a.variant").Variants.Select(variant => variant.Name));
    }

    [Fact]
    public void Lots_are_drawn_by_who_asks_and_the_report_says_so()
    {
        var told = Import(
            Feature("half", """{"name":"gradualRolloutRandom","parameters":{"percentage":"50","groupId":"g"}}"""),
            Feature("some", """{"name":"flexibleRollout","parameters":{"rollout":"50","stickiness":"random","groupId":"g"}}"""),
            Feature("host", """{"name":"applicationHostname","parameters":{"hostNames":"one, TWO"}}"""),
            Feature("plan", """{"name":"default","constraints":[{"contextName":"plan","operator":"IN","values":["pro"]}]}"""));

        Assert.All(told.Imported.Report, note => Assert.Equal(Verdict.Approximated, note.Verdict));
        Assert.False(told.IsOn("half", Json("{}")));
        var on = Enumerable.Range(0, 1_000).Count(i => told.IsOn("half", Json($$"""{"userId":"{{i}}"}""")));
        Assert.InRange(on, 450, 550);
        Assert.True(told.IsOn("host", Json("""{"properties":{"hostname":"two"}}""")));
        Assert.True(told.IsOn("plan", Json("""{"properties":{"plan":"free"}}""")));
    }

    [Fact]
    public void A_segment_without_constraints_is_everybodys()
    {
        var imported = UnleashImport.Read(Json("""{"features":[{"name":"a","enabled":true,"strategies":[{"name":"default","segments":[7]}]}],"segments":[{"id":7,"constraints":[]}]}"""));

        Assert.True(new Told(imported).IsOn("a", Json("{}")));
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static string Feature(string name, params string[] strategies) => $$"""{"name":"{{name}}","enabled":true,"strategies":[{{string.Join(',', strategies)}}]}""";

    private static Told Import(params string[] features) => new(UnleashImport.Read(Json($$"""{"features":[{{string.Join(',', features)}}]}""")));
}
