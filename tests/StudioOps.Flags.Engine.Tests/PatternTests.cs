using System.Diagnostics;

namespace StudioOps.Flags.Engine.Tests;

public sealed class PatternTests
{
    [Theory]
    [InlineData("@Acme", false, true)]
    [InlineData("@acme", false, false)]
    [InlineData("@acme", true, true)]
    [InlineData("^[A-Z][a-z]+@(Acme|Globex)\\.", false, true)]
    [InlineData("^Acme", false, false)]
    [InlineData("a{2}", false, false)]
    [InlineData("", false, true)]
    public void A_pattern_matches_anywhere_in_the_text(string pattern, bool ignoreCase, bool expected) =>
        Assert.Equal(expected, Conditions.Holds(new AttributePattern("email", pattern, ignoreCase)));

    [Fact]
    public void Only_text_is_matched() => Assert.False(Conditions.Holds(new AttributePattern("seats", ".*")));

    [Fact]
    public void Case_is_ignored_alike_in_every_culture() =>
        Assert.True(Conditions.Holds(new AttributePattern("t", "TITLE", true), new(null, null, [new("t", FlagValue.Of("title"))])));

    [Theory]
    [InlineData("(a)\\1", "back reference")]
    [InlineData("(?=a)b", "back reference")]
    [InlineData("(?<!a)b", "back reference")]
    [InlineData("(", "Not enough")]
    [InlineData("[z-a]", "[z-a]")]
    [InlineData("((a{100}){100}){100}", "too many repetitions")]
    [InlineData("(a{2,1000}){1,1000}", "too many repetitions")]
    public void A_pattern_without_a_promise_of_time_is_refused(string pattern, string because)
    {
        var problem = Assert.Single(Conditions.Problems(new AttributePattern("email", pattern)));

        Assert.Equal("rules[0].conditions[0].pattern", problem.Field);
        Assert.Contains(because, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_has_a_length_that_can_be_compiled()
    {
        Assert.Empty(Conditions.Problems(new AttributePattern("email", new string('a', 1_000))));
        Assert.Single(Conditions.Problems(new AttributePattern("email", new string('a', 1_001))));
    }

    [Fact]
    public void A_pattern_that_ruins_others_costs_no_more_than_the_text_is_long()
    {
        var snapshot = Flags.Snapshot(Conditions.Flag(new AttributePattern("t", "^(a+)+$")));
        EvaluationContext Of(int length) => new(null, null, [new("t", FlagValue.Of(new string('a', length) + "!"))]);
        snapshot.Evaluate("demo", Of(100), Flags.Now);

        // A backtracking matcher would need 2^200000 steps; the generous limit only tells the two apart.
        var clock = Stopwatch.StartNew();
        Assert.False(snapshot.Evaluate("demo", Of(200_000), Flags.Now).Value.AsBoolean);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }
}
