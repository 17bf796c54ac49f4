namespace StudioOps.Flags.Engine.Tests;

public sealed class StateTests
{
    private static readonly EvaluationContext Ada = new("ada", ["TENANT_OWNER"]);

    [Theory]
    [InlineData(FlagState.Off, "red", Reason.Disabled, Scope.State)]
    [InlineData(FlagState.On, "green", Reason.Static, Scope.State)]
    [InlineData(FlagState.Targeted, "red", Reason.Static, Scope.Default)]
    [InlineData(FlagState.Killed, "blue", Reason.Disabled, Scope.Kill)]
    public void A_flag_without_logic_answers_by_its_state(FlagState state, string variant, Reason reason, Scope scope)
    {
        var answer = Flags.Ask(Flags.Text(state: state), Ada);

        Assert.Equal((variant, reason, scope, ErrorCode.None), (answer.Variant!.Name, answer.Reason, answer.Scope, answer.Error));
        Assert.Equal(7, answer.Revision);
    }

    [Fact]
    public void On_obeys_overrides_and_skips_rules_and_rollout()
    {
        var flag = Flags.Text(state: FlagState.On) with
        {
            Rules = [new Rule { Id = "all", Variant = "red" }],
            Rollout = Flags.Percent(100, "red"),
        };

        Assert.Equal("green", Flags.Ask(flag, Ada).Variant!.Name);
        Assert.Equal("blue", Flags.Ask(flag, Ada, Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "blue", "colour")).Variant!.Name);
    }

    [Fact]
    public void Off_obeys_nothing()
    {
        var answer = Flags.Ask(Flags.Boolean(state: FlagState.Off), Ada, Flags.For(OverrideLevel.User, "ada", "on"));

        Assert.Equal((false, Reason.Disabled), (answer.Value.AsBoolean, answer.Reason));
    }

    [Theory]
    [InlineData(FlagState.Off)]
    [InlineData(FlagState.On)]
    [InlineData(FlagState.Targeted)]
    [InlineData(FlagState.Killed)]
    public void The_master_switch_and_a_suspension_outrank_every_state(FlagState state)
    {
        var flag = Flags.Text(state: state);
        var switchedOff = FlagSnapshot.Create(FlagSet.Compile([flag], masterSwitch: false), Flags.Acme, [], 1).Evaluate("colour", Ada, Flags.Now);
        var suspended = FlagSnapshot.Create(FlagSet.Compile([flag]), Flags.Acme with { IsSuspended = true }, [], 1).Evaluate("colour", Ada, Flags.Now);

        Assert.Equal(("blue", Reason.Disabled, Scope.MasterSwitch), (switchedOff.Variant!.Name, switchedOff.Reason, switchedOff.Scope));
        Assert.Equal(("blue", Reason.Disabled, Scope.TenantStatus), (suspended.Variant!.Name, suspended.Reason, suspended.Scope));
    }

    [Fact]
    public void A_flag_that_fails_open_answers_true_when_killed()
    {
        var answer = Flags.Ask(Flags.Boolean(state: FlagState.Killed) with { FailSafeVariant = "on" }, Ada);

        Assert.True(answer.Value.AsBoolean);
    }

    [Fact]
    public void An_unknown_key_is_an_error_without_a_value()
    {
        var answer = Flags.Snapshot(Flags.Boolean()).Evaluate("Demo", Ada, Flags.Now);

        Assert.Equal((ErrorCode.FlagNotFound, Reason.Error), (answer.Error, answer.Reason));
        Assert.Null(answer.Flag);
        Assert.Null(answer.Variant);
        Assert.Equal(default, answer.Value);
        Assert.Equal(ErrorCode.FlagNotFound, FlagSnapshot.Create(FlagSet.Empty, Flags.Acme, [], 1).Evaluate("x", Ada, Flags.Now).Error);
    }

    [Fact]
    public void A_broken_flag_answers_for_itself_and_can_still_be_killed()
    {
        var broken = Flags.Boolean("broken") with { DefaultVariant = "gone" };
        var set = FlagSnapshot.Create(FlagSet.Compile([Flags.Boolean(), broken]), Flags.Acme, [], 1);
        var answers = new Evaluation[2];

        Assert.Equal(2, set.EvaluateAll(Ada, Flags.Now, answers));
        Assert.Equal((ErrorCode.ParseError, "off"), (answers[0].Error, answers[0].Variant!.Name));
        Assert.Equal(ErrorCode.None, answers[1].Error);
        Assert.Equal(Scope.Kill, Flags.Ask(broken with { State = FlagState.Killed }, Ada).Scope);
        Assert.Equal(ErrorCode.ParseError, Flags.Ask(broken with { State = FlagState.Killed, FailSafeVariant = "gone" }, Ada).Error);
    }

    [Fact]
    public void All_flags_come_in_the_order_of_their_keys()
    {
        var set = FlagSnapshot.Create(FlagSet.Compile([Flags.Boolean("b"), Flags.Boolean("a"), Flags.Boolean("B")]), Flags.Acme, [], 1);
        var answers = new Evaluation[3];

        set.EvaluateAll(Ada, Flags.Now, answers);

        Assert.Equal(["B", "a", "b"], answers.Select(answer => answer.Flag!.Key));
        Assert.Equal(["B", "a", "b"], set.Flags.Flags.Select(flag => flag.Key));
        Assert.Equal([0, 1, 2], set.Flags.Flags.Select(flag => flag.Index));
    }
}
