using System.Text.Json;

namespace StudioOps.Admin.Audit;

/// <summary>An export taken apart; <see cref="Problem"/> names the first line that is not what an export has there.</summary>
internal sealed class ExportReading
{
    public ExportLine? Start { get; private set; }

    public ExportLine? End { get; private set; }

    public List<ChainRow> Rows { get; } = [];

    public Dictionary<string, SortedSet<long>> Numbers { get; } = new(StringComparer.Ordinal);

    public string? Problem { get; private set; }

    public static ExportReading Read(IEnumerable<string> lines)
    {
        var reading = new ExportReading();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            reading.Problem = reading.Take(line, number);
            if (reading.Problem is not null)
            {
                return reading;
            }
        }

        reading.Problem = reading.End is null ? $"The file breaks off after line {number}: it has no end line."
            : reading.End.Records != reading.Rows.Count ? $"The end line counts {reading.End.Records} records, the file has {reading.Rows.Count}."
            : null;
        return reading;
    }

    private string? Take(string text, int number)
    {
        try
        {
            var line = JsonSerializer.Deserialize<ExportLine>(text, ExportLine.Json);
            switch (line?.Kind)
            {
                case ExportLine.StartKind when number == 1:
                    Start = line;
                    return null;
                case ExportLine.RecordKind when Start is not null && End is null:
                    Take(line, number);
                    return null;
                case ExportLine.EndKind when Start is not null && End is null:
                    End = line;
                    return null;
                default:
                    return $"Line {number} is not one an export has there.";
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            return $"Line {number} cannot be read: {e.Message}";
        }
    }

    private void Take(ExportLine line, int number)
    {
        var body = line.Body ?? throw new FormatException("it has no record.");
        var source = body.GetProperty("source").GetString()!;
        var count = body.GetProperty("number").GetInt64();
        var tenant = body.GetProperty("tenantId");
        if (!Numbers.TryGetValue(source, out var numbers))
        {
            Numbers.Add(source, numbers = []);
        }

        numbers.Add(count);
        Rows.Add(new ChainRow(
            tenant.ValueKind == JsonValueKind.Null ? AuditRecord.Platform : tenant.GetGuid(), body.GetProperty("sequence").GetInt64(), $"{source}-{count}",
            Convert.FromHexString(line.PreviousHash ?? ""), Convert.FromHexString(line.Hash ?? ""), body, number));
    }
}
