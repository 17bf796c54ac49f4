namespace StudioOps.Flags.Engine.Tests;

public sealed class OverrideTests
{
    private static readonly EvaluationContext Ada = new("ada", ["TENANT_OWNER", "teacher"]);

    [Theory]
    [InlineData(OverrideLevel.User, "ada", Scope.User)]
    [InlineData(OverrideLevel.Role, "teacher", Scope.Role)]
    [InlineData(OverrideLevel.Tenant, "018f0000-0000-7000-8000-000000000001", Scope.Tenant)]
    [InlineData(OverrideLevel.Partner, "north", Scope.Partner)]
    public void An_override_speaks_for_its_subject(OverrideLevel level, string subject, Scope scope)
    {
        var answer = Flags.Ask(Flags.Boolean(), Ada, Flags.For(level, subject, "on"));

        Assert.Equal((true, Reason.TargetingMatch, scope), (answer.Value.AsBoolean, answer.Reason, answer.Scope));
    }

    [Theory]
    [InlineData(OverrideLevel.User, "bob")]
    [InlineData(OverrideLevel.Role, "parent")]
    [InlineData(OverrideLevel.Tenant, "018f0000-0000-7000-8000-000000000002")]
    [InlineData(OverrideLevel.Partner, "south")]
    public void An_override_for_another_subject_says_nothing(OverrideLevel level, string subject)
    {
        var answer = Flags.Ask(Flags.Boolean(), Ada, Flags.For(level, subject, "on"));

        Assert.False(answer.Value.AsBoolean);
        Assert.Equal(Scope.Default, answer.Scope);
    }

    [Fact]
    public void An_override_ends_at_its_time_to_the_tick()
    {
        var ends = Flags.Now.AddHours(1);
        var snapshot = Flags.Snapshot(Flags.Boolean(), Flags.For(OverrideLevel.User, "ada", "on") with { ExpiresAt = ends });

        Assert.True(snapshot.Evaluate("demo", Ada, ends.AddTicks(-1)).Value.AsBoolean);
        Assert.False(snapshot.Evaluate("demo", Ada, ends).Value.AsBoolean);
        Assert.True(snapshot.Evaluate("demo", Ada, ends.AddTicks(-1).ToOffset(TimeSpan.FromHours(9))).Value.AsBoolean);
    }

    [Fact]
    public void An_expired_override_leaves_the_word_to_the_next_level()
    {
        var answer = Flags.Ask(
            Flags.Boolean(),
            Ada,
            Flags.For(OverrideLevel.User, "ada", "on") with { ExpiresAt = Flags.Now },
            Flags.For(OverrideLevel.Role, "teacher", "on") with { ExpiresAt = Flags.Now },
            Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "off") with { ExpiresAt = Flags.Now },
            Flags.For(OverrideLevel.Partner, "north", "on"));

        Assert.Equal((true, Scope.Partner), (answer.Value.AsBoolean, answer.Scope));
    }

    [Fact]
    public void Deny_beats_allow_inside_one_level_whatever_the_rank_and_order()
    {
        var allow = Flags.For(OverrideLevel.Role, "TENANT_OWNER", "on");
        var deny = Flags.For(OverrideLevel.Role, "teacher", "off") with { Rank = 99 };

        Assert.False(Flags.Ask(Flags.Boolean(), Ada, allow, deny).Value.AsBoolean);
        Assert.False(Flags.Ask(Flags.Boolean(), Ada, deny, allow).Value.AsBoolean);
    }

    [Theory]
    [InlineData(OverrideLevel.User, "ada")]
    [InlineData(OverrideLevel.Tenant, "018f0000-0000-7000-8000-000000000001")]
    [InlineData(OverrideLevel.Partner, "north")]
    public void Deny_beats_allow_when_one_subject_has_both(OverrideLevel level, string subject)
    {
        var allow = Flags.For(level, subject, "on");
        var deny = Flags.For(level, subject, "off");

        Assert.False(Flags.Ask(Flags.Boolean(), Ada, allow, deny).Value.AsBoolean);
        Assert.False(Flags.Ask(Flags.Boolean(), Ada, deny, allow).Value.AsBoolean);
        Assert.True(Flags.Ask(Flags.Boolean(), Ada, deny with { ExpiresAt = Flags.Now }, allow).Value.AsBoolean);
    }

    [Theory]
    [InlineData(1, 2, "green")]
    [InlineData(2, 1, "blue")]
    [InlineData(1, 1, "green")]
    public void Among_roles_the_lowest_rank_speaks_then_the_smaller_name(int owner, int teacher, string expected)
    {
        var first = Flags.For(OverrideLevel.Role, "TENANT_OWNER", "green", "colour") with { Rank = owner };
        var second = Flags.For(OverrideLevel.Role, "teacher", "blue", "colour") with { Rank = teacher };

        Assert.Equal(expected, Flags.Ask(Flags.Text(), Ada, first, second).Variant!.Name);
        Assert.Equal(expected, Flags.Ask(Flags.Text(), Ada, second, first).Variant!.Name);
    }

    [Fact]
    public void A_value_no_variant_holds_is_served_under_the_name_override()
    {
        var odd = new Override { FlagKey = "colour", Level = OverrideLevel.User, Subject = "ada", Value = FlagValue.Of("mauve") };

        var answer = Flags.Ask(Flags.Text(), Ada, odd);

        Assert.Equal(("override", "mauve", -1), (answer.Variant!.Name, answer.Value.AsText, answer.Variant.Index));
        Assert.Equal("green", Flags.Ask(Flags.Text(), Ada, odd with { Value = FlagValue.Of("g") }).Variant!.Name);
    }

    [Fact]
    public void An_override_that_cannot_be_served_is_passed_over()
    {
        var gone = Flags.For(OverrideLevel.User, "ada", "mauve", "colour");
        var wrong = new Override { FlagKey = "colour", Level = OverrideLevel.Tenant, Subject = Flags.Acme.Id, Value = FlagValue.Of(3) };
        var unknown = Flags.For(OverrideLevel.User, "ada", "on", "nowhere");

        Assert.Equal(Scope.Default, Flags.Ask(Flags.Text(), Ada, gone, wrong, unknown).Scope);
    }

    [Fact]
    public void Nobody_in_particular_gets_the_tenants_override()
    {
        var answer = Flags.Ask(
            Flags.Boolean(),
            EvaluationContext.Anonymous,
            Flags.For(OverrideLevel.User, "ada", "off"),
            Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "on"));

        Assert.True(answer.Value.AsBoolean);
    }

    [Fact]
    public void Each_moment_at_which_overrides_expire_changes_the_epoch_once()
    {
        Override Ending(string user, int hours) => Flags.For(OverrideLevel.User, user, "on") with { ExpiresAt = Flags.Now.AddHours(hours) };
        var snapshot = Flags.Snapshot(Flags.Boolean(), Ending("a", 1), Ending("b", 2), Ending("c", 2), Flags.For(OverrideLevel.User, "d", "on"));

        Assert.Equal(0, snapshot.ExpiryEpoch(Flags.Now));
        Assert.Equal(0, snapshot.ExpiryEpoch(Flags.Now.AddHours(1).AddTicks(-1)));
        Assert.Equal(1, snapshot.ExpiryEpoch(Flags.Now.AddHours(1)));
        Assert.Equal(1, snapshot.ExpiryEpoch(Flags.Now.AddHours(2).AddTicks(-1)));
        Assert.Equal(2, snapshot.ExpiryEpoch(Flags.Now.AddHours(2)));
        Assert.Equal(2, snapshot.ExpiryEpoch(Flags.Now.AddYears(1)));
    }

    [Fact]
    public void A_flag_somebody_has_an_override_for_is_static_for_nobody()
    {
        Assert.Equal(Reason.Default, Flags.Ask(Flags.Boolean(), new("bob"), Flags.For(OverrideLevel.User, "ada", "on")).Reason);
        Assert.Equal(Reason.Static, Flags.Ask(Flags.Boolean(), new("bob")).Reason);
    }
}
