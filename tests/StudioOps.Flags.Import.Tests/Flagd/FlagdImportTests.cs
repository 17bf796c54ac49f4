using System.Text.Json;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Flagd;

namespace StudioOps.Flags.Import.Tests.Flagd;

public sealed class FlagdImportTests
{
    private const string Variants = """ "variants":{"clubs":"c","diamonds":"d","hearts":"h","spades":"s","none":"n"},"defaultVariant":"none","state":"ENABLED" """;
    private const string Evaluators = """{"isPro":{"==":[{"var":"level"},"pro"]}}""";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_176_000);
    private static readonly TenantFacts Acme = new("018f0000-0000-7000-8000-000000000001", "acme", "pro", null, false);

    public static TheoryData<string, string, string> Targetings => new()
    {
        { "{}", "{}", "none" },
        { """{"if":[{"==":[{"var":"email"},"a@x"]},"clubs"]}""", """{"email":"a@x"}""", "clubs" },
        { """{"if":[{"==":[{"var":"email"},"a@x"]},"clubs"]}""", """{"email":"b@x"}""", "none" },
        { """{"if":[{"==":[{"var":"email"},"a@x"]},"clubs","hearts"]}""", "{}", "hearts" },
        { """{"if":[{"==":[{"var":"n"},1]},"clubs",{"==":[{"var":"n"},2]},"hearts","spades"]}""", """{"n":2}""", "hearts" },
        { """{"if":[{"==":[{"var":"n"},1]},"clubs",{"==":[{"var":"n"},2]},"hearts","spades"]}""", """{"n":3}""", "spades" },
        { """{"if":[{"==":[{"var":"n"},1]},null,"spades"]}""", """{"n":1}""", "none" },
        { """{"if":[{"==":[{"var":"n"},1]},{"if":[{"==":[{"var":"m"},1]},"clubs"]},"spades"]}""", """{"n":1}""", "none" },
        { """{"if":[{"==":[{"var":"n"},1]},{"if":[{"==":[{"var":"m"},1]},"clubs"]},"spades"]}""", """{"n":1,"m":1}""", "clubs" },
        { """{"if":[{"==":[{"var":"n"},1]},"clubs"]}""", """{"n":"1"}""", "clubs" },
        { """{"if":[{"==":[1,{"var":"n"}]},"clubs"]}""", """{"n":1}""", "clubs" },
        { """{"if":[{"==":[{"var":"n"},"1"]},"clubs"]}""", """{"n":1}""", "clubs" },
        { """{"if":[{"===":[{"var":"n"},1]},"clubs"]}""", """{"n":"1"}""", "none" },
        { """{"if":[{"!=":[{"var":"n"},1]},"clubs"]}""", """{"n":2}""", "clubs" },
        { """{"if":[{"!==":[{"var":"n"},1]},"clubs"]}""", """{"n":1}""", "none" },
        { """{"if":[{"==":[{"var":"b"},true]},"clubs"]}""", """{"b":true}""", "clubs" },
        { """{"if":[{"==":[{"var":"b"},null]},"clubs"]}""", "{}", "clubs" },
        { """{"if":[{"==":[{"var":"$flagd.flagKey"},"flag"]},"clubs"]}""", "{}", "clubs" },
        { """{"if":[{"<":[{"var":"n"},5]},"clubs"]}""", """{"n":4}""", "clubs" },
        { """{"if":[{"<":[5,{"var":"n"}]},"clubs"]}""", """{"n":4}""", "none" },
        { """{"if":[{">=":[5,{"var":"n"}]},"clubs"]}""", """{"n":5}""", "clubs" },
        { """{"if":[{"<=":[5,{"var":"n"}]},"clubs"]}""", """{"n":5}""", "clubs" },
        { """{"if":[{">":[5,{"var":"n"}]},"clubs"]}""", """{"n":5}""", "none" },
        { """{"if":[{"<=":[1,{"var":"n"},9]},"clubs"]}""", """{"n":9}""", "clubs" },
        { """{"if":[{"<":[1,{"var":"n"},9]},"clubs"]}""", """{"n":9}""", "none" },
        { """{"if":[{">":[{"var":"$flagd.timestamp"},1795175999]},"clubs"]}""", "{}", "clubs" },
        { """{"if":[{">":[{"var":"$flagd.timestamp"},1795176000]},"clubs"]}""", "{}", "none" },
        { """{"if":[{"==":[{"var":"$flagd.timestamp"},1795176000]},"clubs"]}""", "{}", "clubs" },
        { """{"if":[{"in":["@x.",{"var":"email"}]},"clubs"]}""", """{"email":"a@x.y"}""", "clubs" },
        { """{"if":[{"in":[{"var":"n"},["1",2]]},"clubs"]}""", """{"n":2}""", "clubs" },
        { """{"if":[{"starts_with":[{"var":"id"},"abc"]},"clubs"]}""", """{"id":"abcdef"}""", "clubs" },
        { """{"if":[{"ends_with":[{"var":"id"},"xyz"]},"clubs"]}""", """{"id":"uvwxyz"}""", "clubs" },
        { """{"if":[{"ends_with":[{"var":"id"},3]},"clubs"]}""", """{"id":"3"}""", "none" },
        { """{"if":[{"starts_with":[{"var":"id"}]},"clubs"]}""", """{"id":"3"}""", "none" },
        { """{"if":[{"sem_ver":[{"var":"v"},"=","2.0.0"]},"clubs"]}""", """{"v":"v2"}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},"!=","2"]},"clubs"]}""", """{"v":"2.0.1"}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},"<","2.1"]},"clubs"]}""", """{"v":"2.0.9"}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},"<=","2.1"]},"clubs"]}""", """{"v":2.1}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},">","2.1"]},"clubs"]}""", """{"v":"2.1.0"}""", "none" },
        { """{"if":[{"sem_ver":[{"var":"v"},">=","2.1"]},"clubs"]}""", """{"v":"2.1.0+b"}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},"~","3.1.2"]},"clubs"]}""", """{"v":"3.1.9"}""", "clubs" },
        { """{"if":[{"sem_ver":[{"var":"v"},"^","3.0.0"]},"clubs"]}""", """{"v":"4.0.0"}""", "none" },
        { """{"if":[{"sem_ver":[{"var":"v"},"=>","3.0.0"]},"clubs"]}""", """{"v":"3.0.0"}""", "none" },
        { """{"if":[{"sem_ver":[{"var":"v"},"=","three"]},"clubs"]}""", """{"v":"three"}""", "none" },
        { """{"if":[{"and":[{"var":"a"},{"!":[{"var":"b"}]}]},"clubs"]}""", """{"a":"x","b":0}""", "clubs" },
        { """{"if":[{"and":[{"var":"a"},{"!!":[{"var":"b"}]}]},"clubs"]}""", """{"a":"x","b":""}""", "none" },
        { """{"if":[{"or":[{"var":"a"},{"var":["b",null]}]},"clubs"]}""", """{"b":true}""", "clubs" },
        { """{"if":[{"missing":["a","b"]},"clubs"]}""", """{"a":1}""", "clubs" },
        { """{"if":[{"if":[{"var":"a"},{"var":"b"},{"var":"c"}]},"clubs"]}""", """{"c":1}""", "clubs" },
        { """{"if":[{"if":[{"var":"a"},{"var":"b"}]},"clubs"]}""", """{"a":1}""", "none" },
        { """{"if":[true,"clubs"]}""", "{}", "clubs" },
        { """{"if":[[],"clubs",0,"clubs","","clubs",null,"clubs"]}""", "{}", "none" },
        { """{"if":[{"==":[{"var":"customer.plan"},"pro"]},"clubs"]}""", """{"customer":{"plan":"pro"}}""", "clubs" },
        { """{"if":[{"$ref":"isPro"},"clubs"]}""", """{"level":"pro"}""", "clubs" },
        { """{"fractional":[{"cat":["fractional-",{"var":"$flagd.flagKey"},{"var":"email"}]},["clubs",25],["diamonds",25],["hearts",25],["spades",25]]}""", """{"email":"jack"}""", "hearts" },
        { """{"fractional":[{"var":"email"},["clubs",1],["spades",1]]}""", """{"email":"ejOoVL"}""", "clubs" },
        { """{"fractional":[{"var":"email"},["clubs",1],["spades",1]]}""", """{"email":"6LvT0"}""", "spades" },
        { """{"fractional":[{"var":"email"},["clubs"],["spades"]]}""", """{"email":"ceQdGm"}""", "spades" },
        { """{"fractional":[["clubs",1],["spades",1]]}""", "{}", "none" },
        { """{"fractional":[["clubs",0],["spades",-1]]}""", """{"targetingKey":"jack"}""", "none" },
        { """{"if":[{"var":"a"},{"fractional":[["clubs",1]]},"spades"]}""", """{"targetingKey":"jack"}""", "spades" },
        { """{"if":[{"var":"a"},{"fractional":[["clubs",1]]},"spades"]}""", """{"targetingKey":"jack","a":1}""", "clubs" },
        { """{"if":[{"var":"a"},{"fractional":[["clubs",1]]},"spades"]}""", """{"a":1}""", "none" },
    };

    public static TheoryData<string, string> Strangers => new()
    {
        { """{"if":[{"==":[{"var":"n"},1]},"jokers"]}""", "jokers" },
        { """{"var":"variant"}""", "computed" },
        { """{"if":[{"%":[{"var":"n"},2]},"clubs"]}""", "%" },
        { """{"if":[{"$ref":"gone"},"clubs"]}""", "gone" },
        { """{"if":[{"==":[{"cat":["a",{"var":"b"}]},"c"]},"clubs"]}""", "cat" },
        { """{"if":[{"==":[{"var":"b"},{"var":"c"}]},"clubs"]}""", "compared" },
        { """{"if":[{">":[{"var":"b"},"x"]},"clubs"]}""", "ordered" },
        { """{"if":[{"in":[{"var":"b"},"text"]},"clubs"]}""", "list" },
        { """{"if":[{">":[{"var":"$flagd.timestamp"},"x"]},"clubs"]}""", "seconds" },
        { """{"if":[{"in":[{"var":"b"},{"var":"c"}]},"clubs"]}""", "Text is wanted" },
        { """{"fractional":[["clubs",{"var":"weight"}]]}""", "weight" },
        { """{"fractional":[[{"var":"v"},1]]}""", "variant" },
        { """{"fractional":[{"cat":[{"var":"a"},{"var":"b"}]},["clubs",1]]}""", "one attribute" },
        { """{"fractional":[{"+":[1]},["clubs",1]]}""", "one attribute" },
        { """{"if":[true,7]}""", "name of a variant" },
    };

    [Theory]
    [MemberData(nameof(Targetings))]
    public void Targeting_serves_whom_it_served(string targeting, string context, string expected)
    {
        var imported = Read(Flag("flag", targeting));

        Assert.Equal(Verdict.TakenOver, Assert.Single(imported.Report).Verdict);
        Assert.Equal(expected, Ask(imported, context).Variant!.Name);
    }

    [Fact]
    public void The_published_cohort_is_kept()
    {
        var imported = Read(Flag("fractional-flag", """{"fractional":[["clubs",25],["diamonds",25],["hearts",25],["spades",25]]}"""));

        Assert.Equal("hearts", Ask(imported, """{"targetingKey":"jack"}""", "fractional-flag").Variant!.Name);
    }

    [Theory]
    [MemberData(nameof(Strangers))]
    public void What_has_no_counterpart_is_refused_by_name_and_nothing_else_is(string targeting, string because)
    {
        var imported = Read(Flag("flag", targeting), Flag("other", "{}"));

        var refused = Assert.Single(imported.Report, note => note.Verdict == Verdict.Refused);
        Assert.Equal("flag", refused.Flag);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
        Assert.Equal("other", Assert.Single(imported.Definitions).Key);
    }

    [Fact]
    public void Conditions_that_name_true_and_false_are_answers()
    {
        var imported = Read(""" "flag":{"state":"ENABLED","variants":{"true":"yes","false":"no"},"defaultVariant":"false","targeting":{"==":[{"var":"n"},1]}} """);

        Assert.Equal("yes", Ask(imported, """{"n":1}""").Value.AsText);
        Assert.Equal("no", Ask(imported, """{"n":2}""").Value.AsText);
    }

    [Theory]
    [InlineData("""{"on":true,"off":false}""", FlagType.Boolean, true)]
    [InlineData("""{"on":1.5,"off":0}""", FlagType.Number, true)]
    [InlineData("""{"on":{"a":1},"off":{}}""", FlagType.Object, true)]
    [InlineData("""{"on":"x","off":1}""", FlagType.String, false)]
    [InlineData("""{"on":[1],"off":[2]}""", FlagType.Object, false)]
    [InlineData("""{}""", FlagType.Object, false)]
    [InlineData("""{"on":9007199254740993,"off":0}""", FlagType.Number, false)]
    public void Values_keep_their_type_and_are_refused_without_one(string variants, FlagType type, bool expected)
    {
        var imported = Read($$""" "flag":{"state":"ENABLED","variants":{{variants}},"defaultVariant":"on"} """);

        Assert.Equal(expected ? [type] : [], imported.Definitions.Select(definition => definition.Type));
        Assert.Equal(expected ? Verdict.TakenOver : Verdict.Refused, Assert.Single(imported.Report).Verdict);
    }

    [Fact]
    public void Where_flagd_leaves_the_answer_to_code_the_import_says_what_it_serves_instead()
    {
        var imported = Read(
            """ "a-disabled":{"state":"DISABLED","variants":{"on":true,"off":false},"defaultVariant":"on"} """,
            """ "b-undecided":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":null} """);

        Assert.All(imported.Report, note => Assert.Equal(Verdict.Approximated, note.Verdict));
        Assert.Equal((true, Reason.Disabled), (Ask(imported, "{}", "a-disabled").Value.AsBoolean, Ask(imported, "{}", "a-disabled").Reason));
        Assert.False(Ask(imported, "{}", "b-undecided").Value.AsBoolean);
    }

    private static string Flag(string key, string targeting) => $"\"{key}\":{{{Variants},\"targeting\":{targeting}}}";

    private static Imported Read(params string[] flags) => FlagdImport.Read(JsonDocument.Parse(
        $"{{\"flags\":{{{string.Join(',', flags)}}},\"$evaluators\":{Evaluators}}}").RootElement);

    private static Evaluation Ask(Imported imported, string context, string key = "flag")
    {
        var set = imported.Compile();
        Assert.Empty(set.Find(key)!.Problems);
        return FlagSnapshot.Create(set, Acme, [], 1).Evaluate(key, FlagdContext.Read(JsonDocument.Parse(context).RootElement), Now);
    }
}
