namespace StudioOps.Flags.Engine.Tests;

/// <summary>Every combination of levels that have something to say, against the order written down once more as a plain list.</summary>
public sealed class DecisionOrderTests
{
    private static readonly Scope[] Order =
    [
        Scope.MasterSwitch, Scope.TenantStatus, Scope.Kill, Scope.State, Scope.Prerequisite, Scope.User, Scope.Role, Scope.Tenant, Scope.Partner, Scope.Rule, Scope.Rollout,
    ];

    private static readonly EvaluationContext Ada = new("ada", ["teacher"]);

    public static TheoryData<Scope> Levels => [.. Order, Scope.Default];

    [Theory]
    [MemberData(nameof(Levels))]
    public void The_strongest_level_that_speaks_decides_whatever_the_weaker_ones_say(Scope strongest)
    {
        var level = strongest == Scope.Default ? Order.Length : Array.IndexOf(Order, strongest);
        for (var weaker = 0; weaker < 1 << Math.Max(0, Order.Length - level - 1); weaker++)
        {
            Expect(strongest, scope => scope == strongest || (Array.IndexOf(Order, scope) is var at && at > level && (weaker & (1 << (at - level - 1))) != 0));
        }
    }

    [Fact]
    public void On_skips_rules_and_rollout_and_nothing_else()
    {
        Scope[] heard = [Scope.MasterSwitch, Scope.TenantStatus, Scope.Prerequisite, Scope.User, Scope.Role, Scope.Tenant, Scope.Partner];
        for (var combination = 0; combination < 1 << heard.Length; combination++)
        {
            bool Speaks(Scope scope) => Array.IndexOf(heard, scope) is var at && (at < 0 ? scope is Scope.Rule or Scope.Rollout : (combination & (1 << at)) != 0);
            var answer = Snapshot(Speaks, FlagState.On).Evaluate("demo", Ada, Flags.Now);
            var expected = heard.FirstOrDefault(Speaks, Scope.State);

            Assert.Equal((expected, expected == Scope.State ? Reason.Static : Expected(expected)), (answer.Scope, answer.Reason));
            Assert.Equal(expected is not (Scope.MasterSwitch or Scope.TenantStatus or Scope.Prerequisite), answer.Value.AsBoolean);
        }
    }

    [Fact]
    public void A_level_that_says_no_is_obeyed_above_all_weaker_ones_that_say_yes()
    {
        (OverrideLevel Level, string Subject)[] levels =
            [(OverrideLevel.User, "ada"), (OverrideLevel.Role, "teacher"), (OverrideLevel.Tenant, Flags.Acme.Id), (OverrideLevel.Partner, "north")];
        for (var no = 0; no < levels.Length; no++)
        {
            var overrides = levels.Select((entry, i) => Flags.For(entry.Level, entry.Subject, i == no ? "off" : "on")).Skip(no).ToArray();
            Assert.False(Flags.Ask(Flags.Boolean() with { Rollout = Flags.Percent(100) }, Ada, overrides).Value.AsBoolean);
        }
    }

    private static void Expect(Scope expected, Func<Scope, bool> speaks)
    {
        var state = speaks(Scope.Kill) ? FlagState.Killed : speaks(Scope.State) ? FlagState.Off : FlagState.Targeted;
        var snapshot = Snapshot(speaks, state);

        var answer = snapshot.Evaluate("demo", Ada, Flags.Now);

        Assert.Equal((expected, Expected(expected)), (answer.Scope, answer.Reason));
        Assert.Equal(expected >= Scope.User && expected != Scope.Default, answer.Value.AsBoolean);
        Assert.Equal(expected == Scope.Rule ? "r1" : null, answer.RuleId);
        Assert.Equal(expected == Scope.Prerequisite ? "base" : null, answer.FailedPrerequisite);
        Assert.Equal(answer, snapshot.Explain("demo", Ada, Flags.Now).Answer);
    }

    private static Reason Expected(Scope scope) => scope switch
    {
        Scope.Rollout => Reason.Split,
        Scope.Default => Reason.Default,
        < Scope.User => Reason.Disabled,
        _ => Reason.TargetingMatch,
    };

    private static FlagSnapshot Snapshot(Func<Scope, bool> speaks, FlagState state)
    {
        var definition = Flags.Boolean(state: state) with
        {
            Prerequisites = [new("base", ["on"])],
            Rules = speaks(Scope.Rule) ? [new Rule { Id = "r1", Variant = "on", Conditions = [new PlanIn(["pro"])] }] : [],
            Rollout = speaks(Scope.Rollout) ? Flags.Percent(100) : null,
        };
        (Scope Scope, OverrideLevel Level, string Subject)[] levels =
        [
            (Scope.User, OverrideLevel.User, "ada"), (Scope.Role, OverrideLevel.Role, "teacher"),
            (Scope.Tenant, OverrideLevel.Tenant, Flags.Acme.Id), (Scope.Partner, OverrideLevel.Partner, "north"),
        ];
        var overrides = levels.Where(level => speaks(level.Scope)).Select(level => Flags.For(level.Level, level.Subject, "on"));
        var set = FlagSet.Compile([definition, Flags.Boolean("base", speaks(Scope.Prerequisite) ? FlagState.Off : FlagState.On)], !speaks(Scope.MasterSwitch));
        return FlagSnapshot.Create(set, Flags.Acme with { IsSuspended = speaks(Scope.TenantStatus) }, overrides, 1);
    }
}
