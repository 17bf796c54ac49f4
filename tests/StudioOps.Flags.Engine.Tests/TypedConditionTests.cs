namespace StudioOps.Flags.Engine.Tests;

public sealed class TypedConditionTests
{
    private static readonly DateTimeOffset LeapDay = new(2020, 2, 29, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("seats", Comparison.Equal, 12, true)]
    [InlineData("seats", Comparison.Equal, 13, false)]
    [InlineData("seats", Comparison.NotEqual, 13, true)]
    [InlineData("seats", Comparison.NotEqual, 12, false)]
    [InlineData("seats", Comparison.Less, 12, false)]
    [InlineData("seats", Comparison.Less, 12.5, true)]
    [InlineData("seats", Comparison.AtMost, 12, true)]
    [InlineData("seats", Comparison.AtMost, 11, false)]
    [InlineData("seats", Comparison.Greater, 12, false)]
    [InlineData("seats", Comparison.Greater, 11, true)]
    [InlineData("seats", Comparison.AtLeast, 12, true)]
    [InlineData("seats", Comparison.AtLeast, 13, false)]
    [InlineData("count", Comparison.Equal, 12, true)]
    [InlineData("count", Comparison.Greater, 12, false)]
    [InlineData("country", Comparison.NotEqual, 12, false)]
    [InlineData("empty", Comparison.NotEqual, 12, false)]
    [InlineData("infinite", Comparison.Greater, 12, false)]
    [InlineData("beta", Comparison.NotEqual, 12, false)]
    [InlineData("missing", Comparison.NotEqual, 12, false)]
    public void Numbers_are_compared_as_numbers(string attribute, Comparison comparison, double value, bool expected) =>
        Assert.Equal(expected, Conditions.Holds(new AttributeNumber(attribute, comparison, value)));

    [Theory]
    [InlineData("born", Comparison.Equal, 21.5, true)]
    [InlineData("born", Comparison.Less, 21.5, false)]
    [InlineData("born", Comparison.Less, 22, true)]
    [InlineData("born", Comparison.Greater, 21, true)]
    [InlineData("day", Comparison.Equal, 0, true)]
    [InlineData("since", Comparison.Equal, 0, true)]
    [InlineData("since", Comparison.AtLeast, 0.001, false)]
    [InlineData("since", Comparison.AtMost, 0, true)]
    [InlineData("country", Comparison.NotEqual, 0, false)]
    [InlineData("version", Comparison.NotEqual, 0, false)]
    [InlineData("beta", Comparison.NotEqual, 0, false)]
    [InlineData("json", Comparison.NotEqual, 0, false)]
    [InlineData("missing", Comparison.NotEqual, 0, false)]
    public void Dates_are_compared_as_moments(string attribute, Comparison comparison, double hours, bool expected) =>
        Assert.Equal(expected, Conditions.Holds(new AttributeDate(attribute, comparison, LeapDay.AddHours(hours))));

    [Theory]
    [InlineData(1e300, false)]
    [InlineData(-1e300, false)]
    [InlineData(253_402_300_799, true)]
    [InlineData(253_402_300_800, false)]
    [InlineData(-62_135_596_800, true)]
    [InlineData(-62_135_596_801, false)]
    [InlineData(0.5, true)]
    public void Seconds_outside_the_calendar_are_no_date(double seconds, bool expected) => Assert.Equal(
        expected, Conditions.Holds(new AttributeDate("t", Comparison.NotEqual, LeapDay), new(null, null, [new("t", FlagValue.Of(seconds))])));

    [Theory]
    [InlineData("2020-02-30")]
    [InlineData("20-02-2020 x")]
    [InlineData("2020/02/29")]
    [InlineData("2020-02-2")]
    [InlineData("12")]
    public void Text_that_is_no_date_meets_no_comparison(string text)
    {
        EvaluationContext context = new(null, null, [new("t", FlagValue.Of(text))]);

        Assert.False(Conditions.Holds(new AttributeDate("t", Comparison.Equal, LeapDay), context));
        Assert.False(Conditions.Holds(new AttributeDate("t", Comparison.NotEqual, LeapDay), context));
    }

    [Fact]
    public void Fractions_of_a_second_count() => Assert.True(Conditions.Holds(
        new AttributeDate("t", Comparison.Equal, DateTimeOffset.UnixEpoch.AddMilliseconds(1500)), new(null, null, [new("t", FlagValue.Of(1.5))])));

    [Theory]
    [InlineData("email", TextComparison.Is, "Ada@Acme.Example", false, true)]
    [InlineData("email", TextComparison.Is, "ada@acme.example", false, false)]
    [InlineData("email", TextComparison.Is, "ada@acme.example", true, true)]
    [InlineData("email", TextComparison.Is, "Ada", false, false)]
    [InlineData("email", TextComparison.StartsWith, "Ada@", false, true)]
    [InlineData("email", TextComparison.StartsWith, "ada@", false, false)]
    [InlineData("email", TextComparison.StartsWith, "ada@", true, true)]
    [InlineData("email", TextComparison.StartsWith, "Acme", false, false)]
    [InlineData("email", TextComparison.EndsWith, ".Example", false, true)]
    [InlineData("email", TextComparison.EndsWith, ".example", false, false)]
    [InlineData("email", TextComparison.EndsWith, ".example", true, true)]
    [InlineData("email", TextComparison.EndsWith, "Ada", false, false)]
    [InlineData("email", TextComparison.Contains, "@Acme.", false, true)]
    [InlineData("email", TextComparison.Contains, "@acme.", false, false)]
    [InlineData("email", TextComparison.Contains, "@acme.", true, true)]
    [InlineData("email", TextComparison.Contains, "Globex", true, false)]
    [InlineData("seats", TextComparison.Contains, "12", false, false)]
    [InlineData("missing", TextComparison.Contains, "", false, false)]
    [InlineData("tenant", TextComparison.StartsWith, "ac", false, true)]
    public void Text_is_compared_by_its_parts(string attribute, TextComparison comparison, string value, bool ignoreCase, bool expected)
    {
        Assert.Equal(expected, Conditions.Holds(new AttributeText(attribute, comparison, [value], ignoreCase)));
        Assert.Equal(expected, Conditions.Holds(new AttributeText(attribute, comparison, ["nothing like it", value], ignoreCase)));
        Assert.False(Conditions.Holds(new AttributeText(attribute, comparison, [], ignoreCase)));
    }

    [Fact]
    public void A_number_to_compare_with_is_one() => Assert.Equal("rules[0].conditions[0].value", Conditions.Problems(new AttributeNumber("seats", Comparison.Equal, double.NaN))[0].Field);

    [Fact]
    public void Presence_asks_for_nothing_else()
    {
        Assert.True(Conditions.Holds(new AttributePresent("beta")));
        Assert.True(Conditions.Holds(new AttributePresent(ContextFacts.TargetingKey)));
        Assert.False(Conditions.Holds(new AttributePresent("missing")));
        Assert.False(Conditions.Holds(new AttributePresent(ContextFacts.TargetingKey), EvaluationContext.Anonymous));
    }

    [Fact]
    public void A_role_is_one_of_the_callers()
    {
        Assert.True(Conditions.Holds(new RoleIn(["parent", "owner"])));
        Assert.False(Conditions.Holds(new RoleIn(["parent"])));
        Assert.False(Conditions.Holds(new RoleIn([])));
    }
}
