using System.Diagnostics;
using System.Globalization;
using StudioOps.Ledger;
using Xunit.Abstractions;

namespace StudioOps.Messaging.Tests;

/// <summary>Random crash schedules: the seeds 1 to 100, or as many as a slow machine gets through in the time a test run may take.</summary>
/// <remarks><c>CRASH_SEED=n</c> runs that one alone, <c>CRASH_SEEDS=n</c> all from 1 to n however long it takes.</remarks>
[Collection(OwnServers.Name)]
public sealed class CrashTests(OwnServers own, ITestOutputHelper output)
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Whatever_dies_and_whenever_every_entry_has_exactly_one_effect()
    {
        var rig = await own.RigAsync();
        var clock = Stopwatch.StartNew();
        var (asked, ran) = (Number("CRASH_SEEDS"), 0);
        foreach (var seed in Number("CRASH_SEED") is { } one ? [one] : Enumerable.Range(1, asked ?? 100).TakeWhile(_ => asked is not null || clock.Elapsed < Budget))
        {
            var schedule = new CrashSchedule(rig, seed);
            try
            {
                var started = clock.Elapsed;
                await schedule.RunAsync();
                output.WriteLine($"seed {seed}: {(clock.Elapsed - started).TotalSeconds:0.0} s, {schedule.Steps.Count} steps");
                ran++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Replay with CRASH_SEED={seed} ./test Whatever_dies\n{e}");
            }
        }

        output.WriteLine($"{ran} schedules in {clock.Elapsed.TotalSeconds:0} s");
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
