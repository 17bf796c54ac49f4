using BenchmarkDotNet.Attributes;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using StudioOps.Flags.Engine;

namespace StudioOps.Bench.Flags;

/// <summary>Questions to our engine, to the hand-written floor and to Microsoft.FeatureManagement, in one run. The category is the row of the table.</summary>
public class EngineBenchmarks
{
    private static readonly string[] Names = [.. Enumerable.Range(0, Workload.Flags).Select(Workload.Name)];
    private readonly FlagSnapshot _snapshot = Workload.Snapshot();
    private readonly FlagSnapshot _all = Workload.Hundred();
    private readonly EvaluationContext[] _contexts = Workload.Contexts();
    private readonly Floor _floor = new();
    private readonly IFeatureManager _microsoft = MicrosoftEngine.Create();
    private readonly TargetingContext[] _targets = [.. Workload.Users.Select(user => new TargetingContext { UserId = user, Groups = [Workload.Tenant] })];
    private int _turn;

    [Benchmark, BenchmarkCategory("Simple", "ours")]
    public bool SimpleOurs() => Ours("simple");

    [Benchmark, BenchmarkCategory("Simple", "floor")]
    public bool SimpleFloor() => _floor.IsOn("simple", Workload.Tenant, Workload.Users[Next()]);

    [Benchmark, BenchmarkCategory("Simple", "microsoft")]
    public Task<bool> SimpleMicrosoft() => _microsoft.IsEnabledAsync("simple");

    [Benchmark, BenchmarkCategory("Rule25", "ours")]
    public bool Rule25Ours() => Ours("rule25");

    [Benchmark, BenchmarkCategory("Rule25", "floor")]
    public bool Rule25Floor() => _floor.IsOn("rule25", Workload.Tenant, Workload.Users[Next()]);

    [Benchmark, BenchmarkCategory("Rule25", "microsoft")]
    public Task<bool> Rule25Microsoft() => _microsoft.IsEnabledAsync("rule25", _targets[Next()]);

    [Benchmark, BenchmarkCategory("Segment5000", "ours")]
    public bool Segment5000Ours() => Ours("segment5000");

    [Benchmark, BenchmarkCategory("Segment5000", "floor")]
    public bool Segment5000Floor() => _floor.IsMember(Workload.Users[Next()], ofMany: false);

    [Benchmark, BenchmarkCategory("Segment5000", "microsoft")]
    public Task<bool> Segment5000Microsoft() => _microsoft.IsEnabledAsync("segment5000", _targets[Next()]);

    [Benchmark, BenchmarkCategory("Segment100000", "ours")]
    public bool Segment100000Ours() => Ours("segment100000");

    [Benchmark, BenchmarkCategory("Segment100000", "floor")]
    public bool Segment100000Floor() => _floor.IsMember(Workload.Users[Next()], ofMany: true);

    [Benchmark, BenchmarkCategory("Override", "ours")]
    public bool OverrideOurs() => Ours("override");

    [Benchmark, BenchmarkCategory("Override", "floor")]
    public bool OverrideFloor() => _floor.IsMember(Workload.Users[Next()], ofMany: true);

    [Benchmark, BenchmarkCategory("Prerequisite", "ours")]
    public bool PrerequisiteOurs() => Ours("above");

    /// <summary>Every flag with reason, scope, rule and revision.</summary>
    [Benchmark, BenchmarkCategory("All100", "ours")]
    public Evaluation[] AllOurs()
    {
        var answers = new Evaluation[Workload.Flags];
        _all.EvaluateAll(_contexts[Next()], Workload.Now, answers);
        return answers;
    }

    [Benchmark, BenchmarkCategory("All100", "floor")]
    public object AllFloor() => _floor.All(Workload.Tenant, Workload.Users[Next()]);

    [Benchmark, BenchmarkCategory("All100", "microsoft")]
    public async Task<bool[]> AllMicrosoft()
    {
        var target = _targets[Next()];
        var answers = new bool[Workload.Flags];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = await _microsoft.IsEnabledAsync(Names[i], target);
        }

        return answers;
    }

    private bool Ours(string key) => _snapshot.Evaluate(key, _contexts[Next()], Workload.Now).Value.AsBoolean;

    private int Next() => _turn = (_turn + 1) & (Workload.Callers - 1);
}
