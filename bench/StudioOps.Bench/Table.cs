using System.Globalization;

namespace StudioOps.Bench;

/// <summary>One row of what was measured.</summary>
/// <param name="What">What.</param>
/// <param name="Ours">Our figure.</param>
/// <param name="Reference">The reference's figure in the same run, or null where there is none.</param>
/// <param name="Unit">Of both.</param>
/// <param name="Target">The most it may be, or null where none is set.</param>
internal sealed record Row(string What, double Ours, double? Reference, string Unit, double? Target);

internal static class Table
{
    /// <summary>Prints the rows; 0 when every target is met.</summary>
    public static int Print(string title, IReadOnlyList<Row> rows)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine($"{"",-46}{"ours",12}{"reference",12}{"ratio",9}{"target",12}");
        foreach (var row in rows)
        {
            var met = row.Target is null ? "" : row.Ours <= row.Target ? "  met" : "  MISSED";
            Console.WriteLine(
                $"{row.What,-46}{Number(row.Ours, row.Unit),12}{(row.Reference is { } r ? Number(r, row.Unit) : "-"),12}{(row.Reference is > 0 ? (row.Ours / row.Reference.Value).ToString("0.0", CultureInfo.InvariantCulture) : "-"),9}{(row.Target is { } t ? Number(t, row.Unit) : "-"),12}{met}");
        }

        return rows.All(row => row.Target is null || row.Ours <= row.Target) ? 0 : 1;
    }

    public static double Percentile(IReadOnlyList<double> values, double percentile)
    {
        var sorted = values.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(percentile / 100 * sorted.Count) - 1, 0, sorted.Count - 1)];
    }

    private static string Number(double value, string unit) => $"{value.ToString(value >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)} {unit}";
}
