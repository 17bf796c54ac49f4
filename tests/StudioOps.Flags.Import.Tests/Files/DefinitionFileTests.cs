using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags.Import.Tests.Files;

public sealed class DefinitionFileTests
{
    private static readonly Population Half = new(RolloutUnit.Attribute, "s2") { Attributes = ["session"], Scheme = BucketingScheme.Unleash, Whole = 100 };

    private static readonly FlagDefinition Everything = new()
    {
        Key = "everything",
        Type = FlagType.Object,
        State = FlagState.Targeted,
        Schema = """{"type":"object"}""",
        Variants = [new("on", FlagValue.OfJson("""{"a":[1,"ä",null]}""")), new("off", FlagValue.OfJson("{}"))],
        OnVariant = "on",
        OffVariant = "off",
        DefaultVariant = "off",
        FailSafeVariant = "off",
        Prerequisites = [new("simple", ["on"])],
        Rules =
        [
            new Rule
            {
                Id = "all",
                Conditions =
                [
                    new AttributeEquals("country", FlagValue.Of("de")), new AttributeIn("n", [FlagValue.Of(1.5), FlagValue.Of(true), FlagValue.Of("x")]), new PlanIn(["pro"]),
                    new RoleIn(["owner"]), new AttributePresent("beta"), new InSegment("testers"), new InShare(Half, 50),
                    new AnyOf([new Not(new AllOf([])), new AttributeNumber("n", Comparison.AtLeast, 2)]),
                    new AttributeDate(ContextFacts.Now, Comparison.Less, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)),
                    new AttributeVersion("v", VersionComparison.SameMajor, "1.0.0", true), new AttributeText("email", TextComparison.EndsWith, ["@x"], true),
                    new AttributePattern("email", "^a", true), new AttributeNetwork("ip", ["10.0.0.0/8"]),
                ],
                Variant = "on",
            },
        ],
        Rollout = new Rollout(RolloutUnit.Tenant, "s1", [new("on", 25_000)]),
    };

    private static readonly FlagDefinition Simple = new()
    {
        Key = "simple",
        Type = FlagType.Boolean,
        Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
        OnVariant = "on",
        OffVariant = "off",
        DefaultVariant = "off",
        FailSafeVariant = "off",
    };

    private static readonly Segment Testers = new() { Key = "testers", Members = ["ada"], Excluded = ["eve"], Conditions = [new AttributePresent("beta")] };
    private static readonly DefinitionFile Whole = DefinitionFile.Of([Simple, Everything], [Testers]);

    [Fact]
    public void What_is_written_reads_back_as_the_same_definitions()
    {
        var text = Whole.Write();
        var read = DefinitionFile.Read(text);

        Assert.Equal(text, read.Write());
        Assert.Empty(Plan.Between(Whole, read).Changes);
        Assert.Empty(read.Problems());
        Assert.Equal(["everything", "simple"], read.Flags.Select(flag => flag.Key));
        Assert.Equal(13, read.Flags[0].Rules[0].Conditions.Count);
        Assert.Equal(Everything.Rules[0].Conditions.Select(condition => condition.GetType()), read.Flags[0].Rules[0].Conditions.Select(condition => condition.GetType()));
        Assert.Same(BucketingScheme.Unleash, Assert.IsType<InShare>(read.Flags[0].Rules[0].Conditions[6]).By.Scheme);
        Assert.Equal(Everything.Variants[0].Value, read.Flags[0].Variants[0].Value);
    }

    [Fact]
    public void A_plan_names_what_differs_and_from_what_to_what()
    {
        var wanted = DefinitionFile.Of([Simple with { State = FlagState.On }, Everything with { Key = "new" }], []);

        var changes = Plan.Between(Whole, wanted).Changes;

        Assert.Equal(
            ["Remove flag everything", "Create flag new", "Change flag simple", "Remove segment testers"],
            changes.Select(change => $"{change.Action} {change.Kind} {change.Key}"));
        var difference = Assert.Single(changes[2].Differences);
        Assert.Equal(("state", "targeted", "on"), (difference.Member, difference.Before!.Value.GetString(), difference.After!.Value.GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Once_applied_nothing_is_left_to_do(bool remove)
    {
        var wanted = DefinitionFile.Of([Simple with { State = FlagState.On }], []);

        var applied = Plan.Apply(Whole, wanted, remove);

        Assert.Equal(remove ? [] : [PlannedAction.Remove], Plan.Between(applied, wanted).Changes.Select(change => change.Action).Distinct());
        Assert.Equal(remove ? 1 : 2, applied.Flags.Count);
        Assert.Equal(FlagState.On, applied.Flags.Single(flag => flag.Key == "simple").State);
        Assert.Empty(Plan.Between(applied, Plan.Apply(applied, wanted, remove)).Changes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":2,"flags":[],"segments":[]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[],"more":1}""")]
    [InlineData("""{"version":1,"flags":[null],"segments":[]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[{"key":"a"},{"key":"a"}]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[{"key":"a","members":[null]}]}""")]
    [InlineData("""{"version":1,"flags":[{"key":"a"}],"segments":[]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[{"key":"a","conditions":[{"is":"magic"}]}]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[{"key":"a","conditions":[{"is":"equals","attribute":"x","value":null}]}]}""")]
    [InlineData("""{"version":1,"flags":[],"segments":[{"key":"a","conditions":[{"is":"share","by":{"unit":"user","salt":"s","scheme":"dice"},"below":1}]}]}""")]
    public void What_is_no_definition_file_is_refused(string text) => Assert.Throws<FormatException>(() => DefinitionFile.Read(text));

    [Fact]
    public void What_people_know_moves_along_and_silence_is_no_difference()
    {
        var told = Whole with { About = [new About("flag", "simple") { Owner = "growth", Tags = ["beta"], Salt = "s" }] };
        var retold = told with { About = [told.About[0] with { Owner = "core" }] };

        var read = DefinitionFile.Read(told.Write());
        var difference = Assert.Single(Assert.Single(Plan.Between(told, retold).Changes).Differences);

        Assert.Equal(told.Write(), read.Write());
        Assert.Equal("growth", read.Of("flag", "simple")!.Owner);
        Assert.Equal(("owner", "growth", "core"), (difference.Member, difference.Before!.Value.GetString(), difference.After!.Value.GetString()));
        Assert.Empty(Plan.Between(told, Whole).Changes);
        Assert.Equal("growth", Plan.Apply(told, Whole, remove: true).Of("flag", "simple")!.Owner);
        Assert.Equal("core", Plan.Apply(told, retold, remove: false).Of("flag", "simple")!.Owner);
    }

    [Fact]
    public void A_file_says_which_of_its_definitions_do_not_compile()
    {
        var problems = DefinitionFile.Of([Simple with { OnVariant = "gone" }, Everything with { Prerequisites = [new("everything", ["on"])] }], []).Problems();

        Assert.Equal(["everything", "simple"], problems.Keys.Order());
        Assert.Equal(["rules[0].conditions[5]", "prerequisites"], problems["everything"].Select(problem => problem.Field));
    }
}
