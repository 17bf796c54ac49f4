namespace StudioOps.Flags.Engine.Tests;

public sealed class SegmentTests
{
    private static readonly Segment Testers = new() { Key = "testers", Members = ["ada", "bob", "eve"], Excluded = ["eve", "zoe"] };

    [Theory]
    [InlineData("ada", true)]
    [InlineData("bob", true)]
    [InlineData("eve", false)]
    [InlineData("Ada", false)]
    [InlineData("cyd", false)]
    [InlineData(null, false)]
    public void A_segment_has_its_members(string? user, bool expected) => Assert.Equal(expected, Has(Testers, new(user)));

    [Fact]
    public void Conditions_add_members_and_exclusion_beats_them()
    {
        var german = Testers with { Conditions = [new AttributeEquals("country", FlagValue.Of("de")), new AttributeEquals("beta", FlagValue.Of(true))] };

        Assert.True(Has(german, Context("cyd", "de", true)));
        Assert.True(Has(german, Context(null, "de", true)));
        Assert.True(Has(german, Context("ada", "fr", true)));
        Assert.False(Has(german, Context("cyd", "de", false)));
        Assert.False(Has(german, Context("cyd", "fr", true)));
        Assert.False(Has(german, Context("zoe", "de", true)));

        static EvaluationContext Context(string? user, string country, bool beta) =>
            new(user, null, [new("country", FlagValue.Of(country)), new("beta", FlagValue.Of(beta))]);
    }

    [Fact]
    public void A_segment_may_be_of_tenants_or_of_anything_else_that_is_text()
    {
        Assert.True(Has(new() { Key = "testers", Attribute = ContextFacts.Tenant, Members = ["acme"] }, EvaluationContext.Anonymous));
        Assert.True(Has(new() { Key = "testers", Attribute = "country", Members = ["de"] }, Conditions.Ada));
        Assert.False(Has(new() { Key = "testers", Attribute = "seats", Members = ["12"] }, Conditions.Ada));
    }

    [Fact]
    public void A_hundred_thousand_members_are_each_found_and_nobody_else()
    {
        var segment = Testers with { Members = [.. Enumerable.Range(0, 100_000).Select(i => $"member-{i}")] };
        var snapshot = Snapshot(segment);

        Assert.All(Enumerable.Range(0, 100_000), i => Assert.True(Ask(snapshot, new($"member-{i}"))));
        Assert.All(Enumerable.Range(100_000, 1_000), i => Assert.False(Ask(snapshot, new($"member-{i}"))));
    }

    [Fact]
    public void An_unknown_segment_breaks_the_flag_that_asks_for_it()
    {
        var set = FlagSet.Compile([Conditions.Flag(new InSegment("gone"))], segments: [Testers]);

        Assert.Equal(("rules[0].conditions[0]", "There is no segment 'gone'."), (set.Flags[0].Problems[0].Field, set.Flags[0].Problems[0].Message));
    }

    [Fact]
    public void A_segment_cannot_ask_for_another_and_breaks_who_asks_for_it()
    {
        var nested = Testers with { Conditions = [new InSegment("others")] };
        var set = FlagSet.Compile([Conditions.Flag(new InSegment("testers"))], segments: [nested, new() { Key = "others" }]);

        Assert.Equal("A segment cannot ask for another.", Assert.Single(DefinitionCheck.Problems(nested)).Message);
        Assert.Equal("Segment 'testers': A segment cannot ask for another.", Assert.Single(set.Flags[0].Problems).Message);
        Assert.Empty(DefinitionCheck.Problems(Testers));
    }

    [Fact]
    public void A_definition_is_checked_with_the_segments_that_are_known_and_else_trusted_to_name_them_well()
    {
        var flag = Conditions.Flag(new AllOf([new InSegment("testers"), new AnyOf([new InSegment("gone"), new Not(new InSegment("gone"))])]));

        Assert.Empty(DefinitionCheck.Problems(flag));
        Assert.Equal(2, DefinitionCheck.Problems(flag, [Testers]).Count);
    }

    [Fact]
    public void What_a_segment_reads_its_flags_read()
    {
        var dated = Testers with { Conditions = [new AttributeEquals("country", FlagValue.Of("de")), new AttributeDate(ContextFacts.Now, Comparison.Less, Flags.Now)] };
        var set = FlagSet.Compile([Conditions.Flag(new InSegment("testers"))], segments: [dated]);
        var snapshot = FlagSnapshot.Create(set, Flags.Acme, [], 1);

        Assert.Equal(["country", "targetingKey"], set.AttributesRead);
        Assert.True(snapshot.ReadsUser);
        Assert.Equal(Flags.Now, snapshot.NextMoment(Flags.Now.AddDays(-1)));
    }

    private static FlagSnapshot Snapshot(Segment segment) =>
        FlagSnapshot.Create(FlagSet.Compile([Conditions.Flag(new InSegment("testers"))], segments: [segment]), Flags.Acme, [], 1);

    private static bool Ask(FlagSnapshot snapshot, EvaluationContext context) => snapshot.Evaluate("demo", context, Flags.Now).Value.AsBoolean;

    private static bool Has(Segment segment, EvaluationContext context) => Ask(Snapshot(segment), context);
}
