using System.Globalization;
using BenchmarkDotNet.Reports;

namespace StudioOps.Bench.Flags;

/// <summary>One row per question, one column per engine; time and garbage of one answer.</summary>
internal static class EngineTable
{
    private static readonly (string Name, double? Nanoseconds, double Bytes)[] Targets =
    [
        ("Simple", 40, 0), ("Rule25", 120, 0), ("Segment5000", 60, 0), ("Segment100000", 60, 0), ("Override", 60, 0), ("Prerequisite", null, 0), ("All100", 6_000, 4_096),
    ];

    /// <summary>0 when every target is met.</summary>
    public static int Print(Summary summary)
    {
        var cells = summary.Reports.Where(report => report.ResultStatistics is not null).ToDictionary(
            report => string.Join(' ', report.BenchmarkCase.Descriptor.Categories),
            report => (Time: report.ResultStatistics!.Median, Bytes: (double)(report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)));
        var missed = 0;
        Console.WriteLine("One answer in process: nanoseconds / bytes of garbage, median of 12 rounds");
        Console.WriteLine($"{"",-16}{"ours",16}{"floor",16}{"x floor",10}{"Microsoft",18}{"target",16}");
        foreach (var (name, nanoseconds, bytes) in Targets)
        {
            var found = cells.TryGetValue($"{name} ours", out var ours);
            var met = found && ours.Time <= (nanoseconds ?? double.MaxValue) && ours.Bytes <= bytes;
            missed += met ? 0 : 1;
            var ratio = cells.TryGetValue($"{name} floor", out var floor) ? (ours.Time / floor.Time).ToString("0.0", CultureInfo.InvariantCulture) : "-";
            Console.WriteLine(
                $"{name,-16}{Cell($"{name} ours"),16}{Cell($"{name} floor"),16}{ratio,10}{Cell($"{name} microsoft"),18}{$"{nanoseconds?.ToString("0", CultureInfo.InvariantCulture) ?? "-"} / {bytes:0}",16}  {(met ? "met" : "MISSED")}");
        }

        return missed == 0 ? 0 : 1;

        string Cell(string key) => cells.TryGetValue(key, out var cell)
            ? string.Create(CultureInfo.InvariantCulture, $"{cell.Time:0.0} / {cell.Bytes:0}")
            : "-";
    }
}
