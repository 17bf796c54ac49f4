namespace StudioOps.Flags.Engine.Tests;

public sealed class RuleTests
{
    public static TheoryData<string, bool> Conditions => new()
    {
        { "equal text", true },
        { "other text", false },
        { "other case", false },
        { "missing", false },
        { "number", true },
        { "number as text", false },
        { "boolean", true },
        { "one of several", true },
        { "one of mixed types", true },
        { "none of several", false },
        { "none at all", false },
        { "several numbers", true },
        { "one of one number", true },
        { "one of one", true },
        { "one plan", true },
        { "slug", true },
        { "id", true },
        { "plan", true },
        { "other plan", false },
        { "partner", true },
        { "subject", true },
        { "both", true },
        { "only one of two", false },
        { "nothing asked", true },
    };

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_rule_matches_when_all_its_conditions_hold(string name, bool expected)
    {
        Condition[] conditions = name switch
        {
            "equal text" => [new AttributeEquals("country", FlagValue.Of("de"))],
            "other text" => [new AttributeEquals("country", FlagValue.Of("fr"))],
            "other case" => [new AttributeEquals("country", FlagValue.Of("DE"))],
            "missing" => [new AttributeEquals("city", FlagValue.Of("de"))],
            "number" => [new AttributeEquals("seats", FlagValue.Of(12))],
            "number as text" => [new AttributeEquals("seats", FlagValue.Of("12"))],
            "boolean" => [new AttributeEquals("beta", FlagValue.Of(true))],
            "one of several" => [new AttributeIn("country", [FlagValue.Of("at"), FlagValue.Of("de")])],
            "one of mixed types" => [new AttributeIn("seats", [FlagValue.Of("x"), FlagValue.Of(12)])],
            "none of several" => [new AttributeIn("country", [FlagValue.Of("at"), FlagValue.Of("ch")])],
            "none at all" => [new AttributeIn("country", [])],
            "several numbers" => [new AttributeIn("seats", [FlagValue.Of(11), FlagValue.Of(12)])],
            "one of one number" => [new AttributeIn("seats", [FlagValue.Of(12)])],
            "one of one" => [new AttributeIn("country", [FlagValue.Of("de")])],
            "one plan" => [new PlanIn(["pro"])],
            "slug" => [new AttributeEquals(ContextFacts.Tenant, FlagValue.Of("acme"))],
            "id" => [new AttributeEquals(ContextFacts.TenantId, FlagValue.Of(Flags.Acme.Id))],
            "plan" => [new PlanIn(["enterprise", "pro"])],
            "other plan" => [new PlanIn(["mvp"])],
            "partner" => [new AttributeEquals(ContextFacts.Partner, FlagValue.Of("north"))],
            "subject" => [new AttributeEquals(ContextFacts.TargetingKey, FlagValue.Of("ada"))],
            "both" => [new PlanIn(["pro"]), new AttributeEquals("country", FlagValue.Of("de"))],
            "only one of two" => [new PlanIn(["pro"]), new AttributeEquals("country", FlagValue.Of("fr"))],
            _ => [],
        };
        var flag = Flags.Boolean() with { Rules = [new Rule { Id = "r", Conditions = conditions, Variant = "on" }] };
        var context = new EvaluationContext("ada", null, [
            new("country", FlagValue.Of("de")), new("seats", FlagValue.Of(12)), new("beta", FlagValue.Of(true)),
            new("plan", FlagValue.Of("mvp")), new("tenant", FlagValue.Of("globex")),
        ]);

        var answer = Flags.Ask(flag, context);

        Assert.Equal(expected, answer.Value.AsBoolean);
        Assert.Equal(expected ? (Reason.TargetingMatch, "r") : (Reason.Default, null), (answer.Reason, answer.RuleId));
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        var flag = Flags.Text() with
        {
            Rules =
            [
                new Rule { Id = "no", Conditions = [new PlanIn(["mvp"])], Variant = "red" },
                new Rule { Id = "yes", Variant = "green" },
                new Rule { Id = "late", Variant = "blue" },
            ],
        };

        Assert.Equal(("green", "yes"), (Flags.Ask(flag, EvaluationContext.Anonymous).Variant!.Name, Flags.Ask(flag, EvaluationContext.Anonymous).RuleId));
    }

    [Fact]
    public void Outside_a_rules_rollout_the_next_rule_is_asked()
    {
        var flag = Flags.Text() with
        {
            Rules = [new Rule { Id = "some", Rollout = Flags.Percent(0, "green") }, new Rule { Id = "rest", Variant = "blue" }],
        };
        var all = flag with { Rules = [flag.Rules[0] with { Rollout = Flags.Percent(100, "green") }, flag.Rules[1]] };

        Assert.Equal("rest", Flags.Ask(flag, new("ada")).RuleId);
        Assert.Equal((Reason.Split, Scope.Rule, "some"), (Flags.Ask(all, new("ada")).Reason, Flags.Ask(all, new("ada")).Scope, Flags.Ask(all, new("ada")).RuleId));
    }

    [Fact]
    public void Only_a_decision_that_hangs_on_the_user_misses_the_targeting_key()
    {
        var byUser = Flags.Boolean() with { Rollout = Flags.Percent(50) };
        var inRule = Flags.Boolean() with { Rules = [new Rule { Id = "r", Rollout = Flags.Percent(50) }] };
        var byTenant = Flags.Boolean() with { Rollout = Flags.Percent(100, unit: RolloutUnit.Tenant) };
        var decidedBefore = byUser with { Rules = [new Rule { Id = "r", Variant = "on" }] };

        foreach (var flag in new[] { byUser, inRule })
        {
            var answer = Flags.Ask(flag, EvaluationContext.Anonymous);
            Assert.Equal((ErrorCode.TargetingKeyMissing, Reason.Error, "off"), (answer.Error, answer.Reason, answer.Variant!.Name));
        }

        Assert.Equal(ErrorCode.None, Flags.Ask(byTenant, EvaluationContext.Anonymous).Error);
        Assert.Equal(ErrorCode.None, Flags.Ask(decidedBefore, EvaluationContext.Anonymous).Error);
    }

    [Fact]
    public void A_set_knows_which_attributes_of_a_client_can_change_an_answer()
    {
        var rule = new Rule { Id = "r", Variant = "on", Conditions = [new PlanIn(["pro"]), new AttributeEquals("country", FlagValue.Of("de")), new AttributeEquals("beta", FlagValue.Of(true))] };
        var set = FlagSet.Compile([Flags.Boolean() with { Rules = [rule] }]);
        var withUser = FlagSet.Compile([Flags.Boolean() with { Rules = [new Rule { Id = "r", Rollout = Flags.Percent(1) }] }]);

        Assert.Equal(["beta", "country"], set.AttributesRead);
        Assert.Equal(["targetingKey"], withUser.AttributesRead);
        Assert.True(FlagSnapshot.Create(withUser, Flags.Acme, [], 1).ReadsUser);
        Assert.False(FlagSnapshot.Create(set, Flags.Acme, [], 1).ReadsUser);
        Assert.True(FlagSnapshot.Create(set, Flags.Acme, [Flags.For(OverrideLevel.User, "ada", "on")], 1).ReadsUser);
        Assert.False(FlagSnapshot.Create(set, Flags.Acme, [Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "on")], 1).ReadsUser);
    }
}
