namespace StudioOps.Flags.Engine.Tests;

/// <summary>Every combination of levels that have something to say, against the order written down once more as a plain list.</summary>
public sealed class DecisionOrderTests
{
    private const int Levels = 9;
    private static readonly Scope[] Order =
    [
        Scope.MasterSwitch, Scope.TenantStatus, Scope.Kill, Scope.User, Scope.Role, Scope.Tenant, Scope.Partner, Scope.Rule, Scope.Rollout,
    ];

    private static readonly EvaluationContext Ada = new("ada", ["teacher"]);

    public static TheoryData<int> Combinations => [.. Enumerable.Range(0, 1 << Levels)];

    [Theory]
    [MemberData(nameof(Combinations))]
    public void The_strongest_level_that_speaks_decides(int combination)
    {
        bool Speaks(Scope scope) => (combination & (1 << Array.IndexOf(Order, scope))) != 0;
        var definition = Flags.Boolean(state: Speaks(Scope.Kill) ? FlagState.Killed : FlagState.Targeted) with
        {
            Rules = Speaks(Scope.Rule) ? [new Rule { Id = "r1", Variant = "on", Conditions = [new PlanIn(["pro"])] }] : [],
            Rollout = Speaks(Scope.Rollout) ? Flags.Percent(100) : null,
        };
        List<Override> overrides = [];
        Add(Scope.User, OverrideLevel.User, "ada");
        Add(Scope.Role, OverrideLevel.Role, "teacher");
        Add(Scope.Tenant, OverrideLevel.Tenant, Flags.Acme.Id);
        Add(Scope.Partner, OverrideLevel.Partner, "north");
        var set = FlagSet.Compile([definition], masterSwitch: !Speaks(Scope.MasterSwitch));
        var snapshot = FlagSnapshot.Create(set, Flags.Acme with { IsSuspended = Speaks(Scope.TenantStatus) }, overrides, 1);

        var answer = snapshot.Evaluate("demo", Ada, Flags.Now);

        var expected = Order.FirstOrDefault(Speaks, Scope.Default);
        var stopped = expected is Scope.MasterSwitch or Scope.TenantStatus or Scope.Kill;
        Assert.Equal(expected, answer.Scope);
        Assert.Equal(expected != Scope.Default && !stopped, answer.Value.AsBoolean);
        Assert.Equal(
            expected switch
            {
                Scope.Rollout => Reason.Split,
                Scope.Default => Reason.Static,
                _ => stopped ? Reason.Disabled : Reason.TargetingMatch,
            },
            answer.Reason);
        Assert.Equal(expected == Scope.Rule ? "r1" : null, answer.RuleId);

        void Add(Scope scope, OverrideLevel level, string subject)
        {
            if (Speaks(scope))
            {
                overrides.Add(Flags.For(level, subject, "on"));
            }
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
}
