using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace StudioOps.Messaging.Tests;

/// <summary>Random crash schedules: the seeds 1 to 100.</summary>
/// <remarks><c>CRASH_SEED=n</c> runs that one alone, <c>CRASH_SEEDS=n</c> all from 1 to n.</remarks>
[Collection(OwnServers.Name)]
public sealed class CrashTests(OwnServers own, ITestOutputHelper output)
{
    private const int Lanes = 6;

    [Fact]
    public async Task Whatever_dies_and_whenever_every_entry_has_exactly_one_effect()
    {
        var seeds = Number("CRASH_SEED") is { } one ? [one] : Enumerable.Range(1, Number("CRASH_SEEDS") ?? 100).ToArray();
        var (clock, ran) = (Stopwatch.StartNew(), 0);
        await (await own.RigAsync()).RunAsync(seeds, Lanes, (schedule, took) =>
        {
            output.WriteLine($"seed {schedule.Seed}: {took.TotalSeconds:0.0} s, {schedule.Steps.Count} steps");
            Interlocked.Increment(ref ran);
        });

        output.WriteLine($"{ran} schedules in {clock.Elapsed.TotalSeconds:0} s");
        Assert.Equal(seeds.Length, ran);
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
