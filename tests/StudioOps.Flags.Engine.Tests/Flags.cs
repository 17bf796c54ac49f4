namespace StudioOps.Flags.Engine.Tests;

/// <summary>The flags and tenants the tables below speak about.</summary>
internal static class Flags
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static readonly TenantFacts Acme = new("018f0000-0000-7000-8000-000000000001", "acme", "pro", "north", false);

    public static FlagDefinition Boolean(string key = "demo", FlagState state = FlagState.Targeted) => new()
    {
        Key = key,
        Type = FlagType.Boolean,
        State = state,
        Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
        OnVariant = "on",
        OffVariant = "off",
        DefaultVariant = "off",
        FailSafeVariant = "off",
    };

    public static FlagDefinition Text(string key = "colour", FlagState state = FlagState.Targeted) => new()
    {
        Key = key,
        Type = FlagType.String,
        State = state,
        Variants = [new("red", FlagValue.Of("r")), new("green", FlagValue.Of("g")), new("blue", FlagValue.Of("b"))],
        OnVariant = "green",
        OffVariant = "red",
        DefaultVariant = "red",
        FailSafeVariant = "blue",
    };

    public static Override For(OverrideLevel level, string subject, string variant, string key = "demo") =>
        new() { FlagKey = key, Level = level, Subject = subject, Variant = variant };

    public static FlagSnapshot Snapshot(FlagDefinition definition, params Override[] overrides) =>
        FlagSnapshot.Create(FlagSet.Compile([definition]), Acme, overrides, 7);

    public static Evaluation Ask(FlagDefinition definition, EvaluationContext context, params Override[] overrides) =>
        Snapshot(definition, overrides).Evaluate(definition.Key, context, Now);

    public static Rollout Percent(double percent, string variant = "on", RolloutUnit unit = RolloutUnit.User, string salt = "s1") =>
        new(unit, salt, [new(variant, (int)(percent * 1000))]);
}
