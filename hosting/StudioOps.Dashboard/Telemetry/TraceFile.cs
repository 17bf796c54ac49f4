using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using StudioOps.Dashboard.Otlp;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>The last spans of all programs for scripts to read, one JSON object per line; times are text, because they do not fit a JSON number.</summary>
internal sealed class TraceFile(string? path, int kept = 10_000) : BackgroundService
{
    // A disk that is slower than the senders loses the oldest; the store has them all the same.
    private readonly Channel<IReadOnlyList<Span>> _waiting = Channel.CreateBounded<IReadOnlyList<Span>>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private int _lines = -1;

    public void Offer(IReadOnlyList<Span> spans)
    {
        if (path is not null)
        {
            _waiting.Writer.TryWrite(spans);
        }
    }

    public void Append(IReadOnlyList<Span> spans)
    {
        _lines = _lines < 0 && File.Exists(path) ? File.ReadLines(path).Count() : Math.Max(_lines, 0);
        if (_lines + spans.Count > kept)
        {
            Shorten(spans.Count);
        }

        File.AppendAllLines(path!, spans.TakeLast(kept).Select(Line));
        _lines += spans.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var spans in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                Append(spans);
            }
            catch (IOException)
            {
                // A full or vanished disk costs the file, not the dashboard.
                _lines = -1;
            }
        }
    }

    private static string Line(Span span)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("traceId", Ids.Text(span.TraceId));
            json.WriteString("spanId", Ids.Text(span.SpanId));
            json.WriteString("parentSpanId", Ids.TextOrNull(span.ParentId));
            json.WriteString("name", span.Name);
            json.WriteString("kind", Word(span.Kind));
            json.WriteString("service", span.Resource.Name);
            json.WriteString("startTimeUnixNano", span.Start.ToString(CultureInfo.InvariantCulture));
            json.WriteString("endTimeUnixNano", span.End.ToString(CultureInfo.InvariantCulture));
            json.WriteString("status", Word(span.Status));
            json.WritePropertyName("attributes");
            KeyValue.WriteTo(json, span.Attributes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private void Shorten(int coming)
    {
        // A tenth more goes than must, so that not every append rewrites the file.
        var rest = Math.Max(0, kept - coming - (kept / 10));
        var lines = File.Exists(path) ? File.ReadLines(path).TakeLast(rest).ToList() : [];
        File.WriteAllLines(path + ".new", lines);
        File.Move(path + ".new", path!, overwrite: true);
        _lines = lines.Count;
    }
}
