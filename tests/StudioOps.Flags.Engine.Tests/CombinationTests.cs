namespace StudioOps.Flags.Engine.Tests;

public sealed class CombinationTests
{
    private static readonly Condition Yes = new AttributeEquals("country", FlagValue.Of("de"));
    private static readonly Condition No = new AttributeEquals("country", FlagValue.Of("fr"));

    [Fact]
    public void And_or_and_not_mean_what_they_say()
    {
        Assert.True(Conditions.Holds(new AllOf([Yes, Yes])));
        Assert.False(Conditions.Holds(new AllOf([Yes, No])));
        Assert.True(Conditions.Holds(new AllOf([])));
        Assert.True(Conditions.Holds(new AnyOf([No, Yes])));
        Assert.False(Conditions.Holds(new AnyOf([No, No])));
        Assert.False(Conditions.Holds(new AnyOf([])));
        Assert.True(Conditions.Holds(new Not(No)));
        Assert.False(Conditions.Holds(new Not(Yes)));
        Assert.True(Conditions.Holds(new AllOf([new AnyOf([No, new Not(No)]), new Not(new AllOf([Yes, No]))])));
    }

    [Fact]
    public void What_cannot_be_asked_does_not_hold_and_so_its_opposite_does() =>
        Assert.True(Conditions.Holds(new Not(new AttributeNumber("missing", Comparison.Equal, 1))));

    [Fact]
    public void Conditions_nest_to_a_depth_that_costs_no_caller_its_stack()
    {
        Assert.True(Conditions.Holds(Nested(32, Yes)));
        Assert.Contains("32", Assert.Single(Conditions.Problems(Nested(33, Yes))).Message, StringComparison.Ordinal);

        Assert.Single(Conditions.Problems(Nested(33, Yes, inner => new AnyOf([inner]))));
        Assert.Single(Conditions.Problems(Nested(33, Yes, inner => new Not(inner))));

        static Condition Nested(int depth, Condition inner, Func<Condition, Condition>? wrap = null) =>
            depth == 0 ? inner : Nested(depth - 1, wrap is null ? new AllOf([inner]) : wrap(inner), wrap);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("any")]
    [InlineData("not")]
    public void A_problem_inside_a_combination_says_where(string kind)
    {
        var broken = new AttributeVersion("version", VersionComparison.Equal, "one");
        Condition condition = kind switch { "all" => new AllOf([Yes, broken]), "any" => new AnyOf([Yes, broken]), _ => new Not(broken) };

        Assert.Equal(
            kind == "not" ? "rules[0].conditions[0].condition.version" : "rules[0].conditions[0].conditions[1].version",
            Assert.Single(Conditions.Problems(condition)).Field);
    }

    [Fact]
    public void A_condition_the_engine_does_not_know_breaks_its_flag_and_no_other()
    {
        var set = FlagSet.Compile([Flags.Boolean("other"), Conditions.Flag(new Unknown())]);

        Assert.Equal("rules[0].conditions[0]", Assert.Single(set.Find("demo")!.Problems).Field);
        Assert.Contains("Unknown", set.Find("demo")!.Problems[0].Message, StringComparison.Ordinal);
        Assert.Contains("Strange", Conditions.Problems(new Strange("x"))[0].Message, StringComparison.Ordinal);
        Assert.Empty(set.Find("other")!.Problems);
    }

    private sealed record Unknown : Condition;

    private sealed record Strange(string Attribute) : AttributeCondition(Attribute);
}
