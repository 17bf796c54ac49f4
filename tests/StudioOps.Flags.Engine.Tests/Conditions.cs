namespace StudioOps.Flags.Engine.Tests;

/// <summary>Asks one condition by asking a flag whose only rule it is.</summary>
internal static class Conditions
{
    public static readonly EvaluationContext Ada = new("ada", ["teacher", "owner"], [
        new("country", FlagValue.Of("de")), new("seats", FlagValue.Of(12)), new("beta", FlagValue.Of(true)), new("email", FlagValue.Of("Ada@Acme.Example")),
        new("count", FlagValue.Of("12.0")), new("version", FlagValue.Of("1.4.2")), new("build", FlagValue.Of(1.4)), new("born", FlagValue.Of("2020-02-29T23:30:00+02:00")),
        new("day", FlagValue.Of("2020-02-29")), new("since", FlagValue.Of(1_582_934_400)), new("ip", FlagValue.Of("10.1.2.3")), new("empty", FlagValue.Of("")),
        new("infinite", FlagValue.Of("Infinity")), new("json", FlagValue.OfJson("{}")),
    ]);

    public static FlagDefinition Flag(params Condition[] conditions) =>
        Flags.Boolean() with { Rules = [new Rule { Id = "r", Conditions = conditions, Variant = "on" }] };

    public static bool Holds(Condition condition, EvaluationContext? context = null, DateTimeOffset? now = null)
    {
        var set = FlagSet.Compile([Flag(condition)]);
        Assert.Empty(set.Flags[0].Problems);
        return FlagSnapshot.Create(set, Flags.Acme, [], 1).Evaluate("demo", context ?? Ada, now ?? Flags.Now).Value.AsBoolean;
    }

    public static IReadOnlyList<DefinitionProblem> Problems(Condition condition) => DefinitionCheck.Problems(Flag(condition));
}
