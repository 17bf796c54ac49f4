namespace StudioOps.Flags.Engine.Tests;

public sealed class RolloutTests
{
    private static readonly string[] People = [.. Enumerable.Range(0, 2_000).Select(i => $"user-{i}")];

    [Fact]
    public void Growing_a_rollout_never_takes_anyone_out()
    {
        var before = new HashSet<string>();
        for (var percent = 0.0; percent <= 100; percent += 0.5)
        {
            var now = Served(Flags.Boolean() with { Rollout = Flags.Percent(percent) });
            Assert.Superset(before, now);
            before = now;
        }

        Assert.Equal(People.Length, before.Count);
    }

    [Fact]
    public void Nobody_is_in_at_zero_and_one_thousandth_of_a_percent_is_a_step()
    {
        Assert.Empty(Served(Flags.Boolean() with { Rollout = Flags.Percent(0) }));

        var inFirst = Enumerable.Range(0, 400_000).First(i => Bucketing.Bucket("s1", $"p{i}") == 0);
        var smallest = Flags.Boolean() with { Rollout = Flags.Percent(0.001) };
        Assert.True(Flags.Ask(smallest, new($"p{inFirst}")).Value.AsBoolean);
    }

    [Fact]
    public void Stop_restart_and_clone_keep_everyone_in_their_cohort()
    {
        var flag = Flags.Boolean() with { Rollout = Flags.Percent(30) };
        var restarted = flag with { State = FlagState.Off } with { State = FlagState.Targeted };
        var clone = Flags.Boolean("clone") with { Rollout = flag.Rollout };

        Assert.Equal(Served(flag), Served(restarted));
        Assert.Equal(Served(flag), Served(clone));
        Assert.NotEqual(Served(flag), Served(flag with { Rollout = Flags.Percent(30, salt: "s2") }));
    }

    [Fact]
    public void Shares_are_dealt_in_order_and_the_rest_gets_the_default()
    {
        var flag = Flags.Text() with { Rollout = new(RolloutUnit.User, "s1", [new("green", 20_000), new("blue", 0), new("blue", 30_000)]) };
        foreach (var person in People)
        {
            var answer = Flags.Ask(flag, new(person));
            var bucket = Bucketing.Bucket("s1", person);
            Assert.Equal(bucket < 20_000 ? "green" : bucket < 50_000 ? "blue" : "red", answer.Variant!.Name);
            Assert.Equal(bucket < 50_000 ? (Reason.Split, Scope.Rollout) : (Reason.Default, Scope.Default), (answer.Reason, answer.Scope));
        }
    }

    [Theory]
    [InlineData(RolloutUnit.Tenant)]
    [InlineData(RolloutUnit.Partner)]
    public void A_unit_above_the_user_keeps_its_people_together(RolloutUnit unit)
    {
        for (var percent = 0; percent <= 100; percent += 20)
        {
            var served = Served(Flags.Boolean() with { Rollout = Flags.Percent(percent, unit: unit) });
            Assert.True(served.Count == 0 || served.Count == People.Length);
        }
    }

    [Fact]
    public void A_tenant_without_partner_is_outside_every_partner_rollout()
    {
        var set = FlagSet.Compile([Flags.Boolean() with { Rollout = Flags.Percent(100, unit: RolloutUnit.Partner) }]);
        var alone = FlagSnapshot.Create(set, Flags.Acme with { Partner = null }, [], 1).Evaluate("demo", new("ada"), Flags.Now);

        Assert.Equal((false, Reason.Default, ErrorCode.None), (alone.Value.AsBoolean, alone.Reason, alone.Error));
    }

    private static HashSet<string> Served(FlagDefinition flag)
    {
        var snapshot = Flags.Snapshot(flag);
        return [.. People.Where(person => snapshot.Evaluate(flag.Key, new(person), Flags.Now).Value.AsBoolean)];
    }
}
