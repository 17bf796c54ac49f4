namespace StudioOps.Flags.Engine.Tests;

public sealed class ExplainTests
{
    private static readonly EvaluationContext Ada = new("ada", ["teacher"], [new("country", FlagValue.Of("de"))]);

    [Fact]
    public void Every_step_up_to_the_answer_is_told_in_order()
    {
        var expired = Flags.For(OverrideLevel.User, "ada", "on") with { Id = "o1", ExpiresAt = Flags.Now };
        var flag = Flags.Boolean() with
        {
            Prerequisites = [new("base", ["on"])],
            Rules =
            [
                new Rule { Id = "french", Conditions = [new AttributeEquals("country", FlagValue.Of("fr"))], Variant = "on" },
                new Rule { Id = "few", Rollout = Flags.Percent(0) },
            ],
            Rollout = Flags.Percent(100),
        };

        var explained = Explain([Flags.Boolean("base", FlagState.On), flag], expired);

        Assert.Equal(
            [
                "base MasterSwitch Passed", "base TenantStatus Passed", "base Kill Passed", "base State Passed", "base State Decided",
                "demo MasterSwitch Passed", "demo TenantStatus Passed", "demo Kill Passed", "demo State Passed", "demo Prerequisite Held",
                "demo User Expired", "demo User Passed", "demo Role Passed", "demo Tenant Passed", "demo Partner Passed",
                "demo Rule Failed", "demo Rule Failed", "demo Rule Held", "demo Rule Failed", "demo Rollout Held", "demo Rollout Decided",
            ],
            explained.Steps.Select(step => $"{step.FlagKey} {step.Scope} {step.Outcome}"));
        Assert.Equal("base", explained.Steps[9].Subject);
        Assert.Equal(("ada", "o1", "on", Flags.Now), (explained.Steps[10].Subject, explained.Steps[10].OverrideId, explained.Steps[10].Variant, explained.Steps[10].ExpiresAt));
        Assert.Equal(("french", 1, FlagValue.Of("de")), (explained.Steps[15].RuleId, explained.Steps[15].Depth, explained.Steps[15].Seen));
        Assert.Equal(flag.Rules[0].Conditions[0], explained.Steps[15].Condition);
        Assert.Equal(("french", 0, null), (explained.Steps[16].RuleId, explained.Steps[16].Depth, explained.Steps[16].Condition));
        Assert.Equal(("few", "ada", Bucketing.Bucket("s1", "ada"), null), (explained.Steps[18].RuleId, explained.Steps[18].Subject, explained.Steps[18].Bucket, explained.Steps[18].Variant));
        Assert.Equal(("on", flag.Rollout), (explained.Steps[19].Variant, explained.Steps[19].Population));
        Assert.Equal(("on", null), (explained.Steps[20].Variant, explained.Steps[20].RuleId));
    }

    [Fact]
    public void Of_several_overrides_each_shows_and_the_answer_names_the_strongest()
    {
        var yes = Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "on") with { Id = "yes" };
        var no = Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "off") with { Id = "no" };
        var role = Flags.For(OverrideLevel.Role, "owner", "on");

        var steps = Explain([Flags.Boolean()], yes, no, role).Steps;

        Assert.Equal(["no", "yes"], steps.Where(step => step.Outcome == StepOutcome.Applies).Select(step => step.OverrideId).Order());
        Assert.Null(steps.First(step => step.Outcome == StepOutcome.Applies).ExpiresAt);
        Assert.Equal((Scope.Tenant, "off", StepOutcome.Decided), (steps[^1].Scope, steps[^1].Variant, steps[^1].Outcome));
        Assert.DoesNotContain(steps, step => step.Scope == Scope.Partner);
    }

    [Fact]
    public void The_parts_of_a_condition_show_what_each_of_them_saw()
    {
        var segment = new Segment { Key = "vip", Members = ["bob"], Conditions = [new AttributePresent("country")] };
        Condition[] conditions =
        [
            new AnyOf([new Not(new RoleIn(["teacher"])), new AllOf([new AttributeDate(ContextFacts.Now, Comparison.AtLeast, Flags.Now), new AttributeText("city", TextComparison.Is, ["x"])])]),
            new InSegment("vip"),
            new InShare(new(RolloutUnit.User, "s1"), 1),
            new InShare(new(RolloutUnit.Partner, "s1"), Bucketing.Whole),
            new AttributeNumber("seats", Comparison.Equal, 1),
            new InSegment("owners"),
        ];
        var set = FlagSet.Compile([Conditions.Flag(conditions)], segments: [segment, new() { Key = "owners", Attribute = "owner" }]);
        var snapshot = FlagSnapshot.Create(set, Flags.Acme with { Partner = null }, [], 1);

        var steps = snapshot.Explain("demo", Ada, Flags.Now).Steps.Where(step => step.Condition is not null).ToArray();

        Assert.Equal(
            [
                "1 AnyOf Failed ", "2 Not Failed ", "3 RoleIn Held ", "2 AllOf Failed ", "3 AttributeDate Held 2026-11-20T12:00:00.0000000Z", "3 AttributeText Failed ",
                "1 InSegment Held ada", "2 AttributePresent Held de", $"1 InShare Failed {Bucketing.Bucket("s1", "ada")}", "1 InShare Failed ",
                "1 AttributeNumber Failed ", "1 InSegment Failed ",
            ],
            steps.Select(step => $"{step.Depth} {step.Condition!.GetType().Name} {step.Outcome} {step.Seen}"));
    }

    [Fact]
    public void A_bucket_without_a_unit_and_an_error_are_steps_too()
    {
        var snapshot = Flags.Snapshot(Flags.Boolean() with { Rollout = Flags.Percent(50) });

        var steps = snapshot.Explain("demo", EvaluationContext.Anonymous, Flags.Now).Steps;

        Assert.Equal((StepOutcome.NoUnit, null, null), (steps[^2].Outcome, steps[^2].Bucket, steps[^2].Subject));
        Assert.Equal((Scope.None, StepOutcome.Decided, "off"), (steps[^1].Scope, steps[^1].Outcome, steps[^1].Variant));
    }

    [Fact]
    public void A_flag_too_broken_to_fail_safe_is_explained_without_a_variant()
    {
        var explained = Explain([Flags.Boolean() with { FailSafeVariant = "gone" }]);

        Assert.Equal(ErrorCode.ParseError, explained.Answer.Error);
        Assert.Null(explained.Steps[^1].Variant);
    }

    [Fact]
    public void A_flag_nobody_knows_has_no_steps()
    {
        var explained = Flags.Snapshot(Flags.Boolean()).Explain("gone", Ada, Flags.Now);

        Assert.Equal(ErrorCode.FlagNotFound, explained.Answer.Error);
        Assert.Empty(explained.Steps);
    }

    private static Explanation Explain(IEnumerable<FlagDefinition> flags, params Override[] overrides)
    {
        var snapshot = FlagSnapshot.Create(FlagSet.Compile(flags), Flags.Acme, overrides, 1);
        var explained = snapshot.Explain("demo", Ada, Flags.Now);
        Assert.Equal(snapshot.Evaluate("demo", Ada, Flags.Now), explained.Answer);
        return explained;
    }
}
