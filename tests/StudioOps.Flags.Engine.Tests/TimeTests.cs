namespace StudioOps.Flags.Engine.Tests;

public sealed class TimeTests
{
    private static readonly DateTimeOffset Launch = Flags.Now.AddDays(1);

    [Theory]
    [InlineData(Comparison.Equal, false, true, false)]
    [InlineData(Comparison.NotEqual, true, false, true)]
    [InlineData(Comparison.Less, true, false, false)]
    [InlineData(Comparison.AtMost, true, true, false)]
    [InlineData(Comparison.Greater, false, false, true)]
    [InlineData(Comparison.AtLeast, false, true, true)]
    public void The_time_of_the_evaluation_is_compared_to_the_tick(Comparison comparison, bool before, bool then, bool after)
    {
        var condition = new AttributeDate(ContextFacts.Now, comparison, Launch.ToOffset(TimeSpan.FromHours(-7)));

        Assert.Equal(before, Conditions.Holds(condition, now: Launch.AddTicks(-1)));
        Assert.Equal(then, Conditions.Holds(condition, now: Launch));
        Assert.Equal(after, Conditions.Holds(condition, now: Launch.AddTicks(1)));
    }

    [Fact]
    public void Nobody_can_claim_another_time()
    {
        EvaluationContext liar = new(null, null, [new(ContextFacts.Now, FlagValue.Of("2999-01-01T00:00:00Z"))]);
        var condition = new AttributeDate(ContextFacts.Now, Comparison.Greater, Launch);

        Assert.False(Conditions.Holds(condition, liar));
        Assert.Empty(FlagSet.Compile([Conditions.Flag(condition)]).AttributesRead);
    }

    [Theory]
    [InlineData(Comparison.Equal)]
    [InlineData(Comparison.Less)]
    [InlineData(Comparison.AtMost)]
    [InlineData(Comparison.Greater)]
    public void A_date_that_passes_changes_the_epoch_whenever_it_can_change_the_answer(Comparison comparison)
    {
        var snapshot = Flags.Snapshot(
            Conditions.Flag(new AttributeDate(ContextFacts.Now, comparison, Launch)), Flags.For(OverrideLevel.User, "bob", "on") with { ExpiresAt = Launch.AddDays(1) });
        DateTimeOffset[] times = [Launch.AddTicks(-1), Launch, Launch.AddTicks(1), Launch.AddDays(1)];

        foreach (var (earlier, later) in times.Zip(times.Skip(1)))
        {
            bool Answer(DateTimeOffset at) => snapshot.Evaluate("demo", new("ada"), at).Value.AsBoolean;
            Assert.True(Answer(earlier) == Answer(later) || snapshot.ExpiryEpoch(earlier) != snapshot.ExpiryEpoch(later));
        }

        Assert.Equal([0, 1, 2, 3], times.Select(snapshot.ExpiryEpoch));
    }

    [Fact]
    public void A_snapshot_knows_when_to_look_again()
    {
        var snapshot = Flags.Snapshot(
            Conditions.Flag(new AttributeDate(ContextFacts.Now, Comparison.Less, Launch)), Flags.For(OverrideLevel.User, "bob", "on") with { ExpiresAt = Launch.AddDays(1) });

        Assert.Equal(Launch, snapshot.NextMoment(Flags.Now));
        Assert.Equal(Launch.AddTicks(1), snapshot.NextMoment(Launch));
        Assert.Equal(Launch.AddDays(1), snapshot.NextMoment(Launch.AddTicks(1)));
        Assert.Null(snapshot.NextMoment(Launch.AddDays(1)));
    }
}
