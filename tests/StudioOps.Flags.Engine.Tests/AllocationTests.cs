namespace StudioOps.Flags.Engine.Tests;

public sealed class AllocationTests
{
    [Fact]
    public void Evaluating_allocates_nothing()
    {
        var definitions = Definitions();
        Override[] overrides =
        [
            .. Enumerable.Range(0, 10_000).Select(i => Flags.For(OverrideLevel.User, $"user-{i}", "on", "user")),
            Flags.For(OverrideLevel.Role, "teacher", "on", "role"),
            Flags.For(OverrideLevel.Tenant, Flags.Acme.Id, "on", "tenant"),
            Flags.For(OverrideLevel.Partner, "north", "on", "partner"),
        ];
        var snapshot = FlagSnapshot.Create(FlagSet.Compile(definitions), Flags.Acme, overrides, 1);
        var context = new EvaluationContext("user-77", ["student", "teacher"], [new("country", FlagValue.Of("de"))]);
        var answers = new Evaluation[definitions.Length];
        var longContext = new EvaluationContext(new string('ä', 2_000));
        var keys = definitions.Select(definition => definition.Key).Append("unknown").ToArray();

        void Everything()
        {
            for (var i = 0; i < 2_000; i++)
            {
                foreach (var key in keys)
                {
                    snapshot.Evaluate(key, context, Flags.Now);
                }

                snapshot.EvaluateAll(context, Flags.Now, answers);
                snapshot.Evaluate("rollout", longContext, Flags.Now);
                _ = snapshot.ExpiryEpoch(Flags.Now);
            }
        }

        Everything();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Everything();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Assert.Equal(
            [Scope.Default, Scope.Kill, Scope.Partner, Scope.Role, Scope.Rollout, Scope.Rule, Scope.Tenant, Scope.User],
            answers.Select(answer => answer.Scope));
    }

    [Fact]
    public void The_answer_to_a_hundred_flags_fits_four_kilobytes()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answers = new Evaluation[100];
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 4_096);
        Assert.Equal(100, answers.Length);
    }

    private static FlagDefinition[] Definitions() =>
    [
        Flags.Boolean("default"),
        Flags.Boolean("kill", FlagState.Killed),
        Flags.Boolean("partner"),
        Flags.Boolean("role"),
        Flags.Boolean("rollout") with { Rollout = Flags.Percent(100) },
        Flags.Boolean("rule") with
        {
            Rules =
            [
                new Rule { Id = "no", Conditions = [new AttributeIn("country", [FlagValue.Of("fr"), FlagValue.Of("it")])], Variant = "on" },
                new Rule { Id = "yes", Conditions = [new PlanIn(["pro"]), new AttributeEquals("country", FlagValue.Of("de"))], Variant = "on" },
            ],
        },
        Flags.Boolean("tenant"),
        Flags.Boolean("user"),
    ];
}
