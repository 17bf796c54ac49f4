using System.Diagnostics;
using StudioOps.Ledger;

namespace StudioOps.Bench;

/// <summary>A thousand seeded crash schedules, all of them run to the end.</summary>
internal static class CrashBenchmark
{
    private const int Seeds = 1_000;
    private const int Lanes = 6;

    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"{Seeds} crash schedules, {Lanes} at a time ...");
        var (clock, ran, slowest, steps) = (Stopwatch.StartNew(), 0, TimeSpan.Zero, 0);
        var counting = new Lock();
        try
        {
            await using var rig = await CrashRig.StartAsync();
            await rig.RunAsync([.. Enumerable.Range(1, Seeds)], Lanes, (schedule, took) =>
            {
                lock (counting)
                {
                    steps += schedule.Steps.Count;
                    slowest = took > slowest ? took : slowest;
                    if (++ran % 50 == 0)
                    {
                        Console.WriteLine($"  {ran} settled after {clock.Elapsed.TotalSeconds:0} s");
                    }
                }
            });
        }
        catch (InvalidOperationException e)
        {
            Console.WriteLine(e.Message);
        }

        return Table.Print("crashes",
        [
            new("schedules that did not settle", Seeds - ran, null, "", 0),
            new("steps taken", steps, null, "", null),
            new("slowest schedule", slowest.TotalSeconds, null, "s", null),
            new("all of them", clock.Elapsed.TotalSeconds, null, "s", null),
        ]);
    }
}
