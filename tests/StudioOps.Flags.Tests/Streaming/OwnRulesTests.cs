using StudioOps.Flags.Engine;
using StudioOps.Flags.Streaming;

namespace StudioOps.Flags.Tests.Streaming;

public sealed class OwnRulesTests
{
    private static readonly TenantFacts Acme = new("018f0000-0000-7000-8000-00000000000a", "acme", "pro", "north", false);

    private static readonly Dictionary<string, Segment> Segments = new()
    {
        ["studios"] = new Segment { Key = "studios", Attribute = ContextFacts.Tenant, Members = ["acme", "globex"], Excluded = ["initech"] },
        ["others"] = new Segment { Key = "others", Attribute = ContextFacts.Tenant, Members = ["globex"] },
        ["testers"] = new Segment { Key = "testers", Members = ["bob"] },
        ["german"] = new Segment { Key = "german", Conditions = [new AttributeEquals("country", FlagValue.Of("DE")), new PlanIn(["pro"])] },
    };

    private static readonly Condition Country = new AttributeEquals("country", FlagValue.Of("DE"));

    private static readonly Condition Globex = new AttributeEquals(ContextFacts.Tenant, FlagValue.Of("globex"));

    private static readonly Condition Pro = new PlanIn(["pro", "enterprise"]);

    public static TheoryData<string> Tellable => [.. Cases.Keys];

    private static Dictionary<string, Condition> Cases => new()
    {
        ["a fact that holds"] = Pro,
        ["a fact that does not"] = Globex,
        ["one of several tenants"] = new AttributeIn(ContextFacts.Tenant, [FlagValue.Of("globex"), FlagValue.Of("acme")]),
        ["a tenant by the beginning of its name"] = new AttributeText(ContextFacts.Tenant, TextComparison.StartsWith, ["glo"]),
        ["a fact and something else"] = new AllOf([Pro, Country]),
        ["another tenant or something else"] = new AnyOf([Globex, Country]),
        ["not another tenant"] = new Not(Globex),
        ["not something else"] = new Not(Country),
        ["deep"] = new Not(new AnyOf([new AllOf([Globex, Country]), new Not(new AnyOf([Country, Globex]))])),
        ["a segment of tenants"] = new InSegment("studios"),
        ["a segment of other tenants"] = new InSegment("others"),
        ["a segment by conditions"] = new InSegment("german"),
        ["a person, of another tenant"] = new AllOf([Globex, new AttributeEquals(ContextFacts.TargetingKey, FlagValue.Of("bob"))]),
        ["a share of people"] = new AllOf([Pro, new AttributePresent(ContextFacts.TargetingKey)]),
    };

    [Theory]
    [MemberData(nameof(Tellable))]
    public void A_tenant_decides_by_what_it_is_told_as_the_service_does_and_no_other_is_named(string what)
    {
        var flag = Flag("f", Cases[what]);
        var told = new OwnRules(Acme, Segments).Of([flag])["f"];
        var (whole, own) = (Snapshot([flag], Segments.Values), Snapshot([told], []));

        foreach (var who in new[] { EvaluationContext.Anonymous, Who("bob", "DE"), Who("bob", "FR"), Who("ada", "DE"), Who(null, "FR") })
        {
            Assert.Equal(whole.Evaluate("f", who, default).Value, own.Evaluate("f", who, default).Value);
        }

        Assert.DoesNotContain("globex", System.Text.Json.JsonSerializer.Serialize(told.Rules.SelectMany(rule => rule.Conditions).Select(condition => condition.ToString())), StringComparison.Ordinal);
        Assert.Empty(own.Flags.Find("f")!.Problems);
    }

    [Fact]
    public void Who_names_people_is_not_told_nor_what_depends_on_it()
    {
        var person = Flag("person", new AttributeEquals(ContextFacts.TargetingKey, FlagValue.Of("bob")));
        var testers = Flag("testers", new InSegment("testers"));
        var dependent = Flag("dependent", Country) with { Prerequisites = [new Prerequisite("person", ["on"])] };
        var further = Flag("further", Country) with { Prerequisites = [new Prerequisite("dependent", ["on"])] };
        var free = Flag("free", Country) with { Prerequisites = [new Prerequisite("also-free", ["on"])] };

        var told = new OwnRules(Acme, Segments).Of([person, testers, dependent, further, free, Flag("also-free", Country)]);

        Assert.Equal(["also-free", "free"], told.Keys.Order());
    }

    private static EvaluationContext Who(string? key, string country) => new(key, attributes: [new("country", FlagValue.Of(country))]);

    private static FlagSnapshot Snapshot(FlagDefinition[] flags, IEnumerable<Segment> segments) => FlagSnapshot.Create(FlagSet.Compile(flags, segments: segments), Acme, [], 1);

    private static FlagDefinition Flag(string key, Condition condition) => new()
    {
        Key = key, Type = FlagType.Boolean, Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))], OnVariant = "on", OffVariant = "off",
        DefaultVariant = "off", FailSafeVariant = "off", Rules = [new Rule { Id = "r", Conditions = [condition], Variant = "on" }],
    };
}
