using System.Globalization;
using StudioOps.Flags.Engine;

namespace StudioOps.Bench.Flags;

/// <summary>The same questions for every engine. Callers differ from one call to the next, as they do in service.</summary>
internal static class Workload
{
    /// <summary>A power of two, so that taking turns costs a mask.</summary>
    public const int Callers = 64;

    public const int Flags = 100;
    public const string Tenant = "018f0000-0000-7000-8000-000000000001";
    private static readonly TenantFacts Acme = new(Tenant, "acme", "pro", null, false);
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The callers are members of every segment and have every override.</summary>
    public static string[] Users { get; } = Members(Callers);

    public static string[] Members(int count) => [.. Enumerable.Range(0, count).Select(i => "user-" + (i * 37).ToString("D8", CultureInfo.InvariantCulture))];

    public static string Name(int i) => "flag-" + i.ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Every third of a hundred flags is for a quarter of one tenant's users, the rest are on for all.</summary>
    public static bool HasRule(int i) => i % 3 == 0;

    public static FlagSnapshot Snapshot()
    {
        var definitions = Definitions()
            .Append(Flag("simple") with { State = FlagState.On })
            .Append(Rule25("rule25"))
            .Append(InSegment("segment5000"))
            .Append(InSegment("segment100000"))
            .Append(Flag("override"))
            .Append(Flag("below") with { State = FlagState.On })
            .Append(Flag("above") with { State = FlagState.On, Prerequisites = [new("below", ["on"])] });
        Segment[] segments = [new() { Key = "segment5000", Members = Members(5_000) }, new() { Key = "segment100000", Members = Members(100_000) }];
        var overrides = Members(100_000).Select(user => new Override { FlagKey = "override", Level = OverrideLevel.User, Subject = user, Variant = "on" });
        return FlagSnapshot.Create(FlagSet.Compile(definitions, segments: segments), Acme, overrides, 1);
    }

    public static FlagSnapshot Hundred() => FlagSnapshot.Create(FlagSet.Compile(Definitions()), Acme, [], 1);

    public static EvaluationContext[] Contexts() => [.. Users.Select(user => new EvaluationContext(user, ["teacher"], [new("country", FlagValue.Of("de"))]))];

    private static IEnumerable<FlagDefinition> Definitions() =>
        Enumerable.Range(0, Flags).Select(i => HasRule(i) ? Rule25(Name(i)) : Flag(Name(i)) with { State = FlagState.On });

    private static FlagDefinition Flag(string key) => new()
    {
        Key = key,
        Type = FlagType.Boolean,
        Variants = [new("on", FlagValue.Of(true)), new("off", FlagValue.Of(false))],
        OnVariant = "on",
        OffVariant = "off",
        DefaultVariant = "off",
        FailSafeVariant = "off",
    };

    private static FlagDefinition Rule25(string key) => Flag(key) with
    {
        Rules =
        [
            new Rule
            {
                Id = "quarter",
                Conditions = [new AttributeEquals(ContextFacts.TenantId, FlagValue.Of(Tenant))],
                Rollout = new(RolloutUnit.User, "0123456789abcdef", [new("on", 25_000)]),
            },
        ],
    };

    private static FlagDefinition InSegment(string key) => Flag(key) with { Rules = [new Rule { Id = "members", Conditions = [new InSegment(key)], Variant = "on" }] };
}
