using System.Text.Json;

namespace StudioOps.Hosting.Orchestration.Telemetry;

/// <summary>The last spans of all programs, one JSON object per line.</summary>
internal sealed class TraceFile(string path, int kept = 10_000)
{
    private readonly Lock _gate = new();
    private int _lines = -1;

    public void Append(IReadOnlyCollection<SpanRecord> spans)
    {
        lock (_gate)
        {
            _lines = _lines < 0 && File.Exists(path) ? File.ReadLines(path).Count() : Math.Max(_lines, 0);
            if (_lines + spans.Count > kept)
            {
                Shorten(spans.Count);
            }

            File.AppendAllLines(path, spans.TakeLast(kept).Select(span => JsonSerializer.Serialize(span, SpanJson.Default.SpanRecord)));
            _lines += spans.Count;
        }
    }

    private void Shorten(int coming)
    {
        // A tenth more goes than must, so that not every append rewrites the file.
        var rest = Math.Max(0, kept - coming - (kept / 10));
        var lines = File.Exists(path) ? File.ReadLines(path).TakeLast(rest).ToList() : [];
        File.WriteAllLines(path + ".new", lines);
        File.Move(path + ".new", path, overwrite: true);
        _lines = lines.Count;
    }
}
