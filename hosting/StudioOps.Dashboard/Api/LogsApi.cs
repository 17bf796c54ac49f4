using System.Buffers;
using System.Diagnostics;
using StudioOps.Dashboard.Otlp;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

/// <summary>Log records, newest first, by scanning all of them: nothing is indexed, so everything can be asked for.</summary>
internal static class LogsApi
{
    private static readonly string[] Severities = ["trace", "debug", "information", "warning", "error", "critical"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/logs", Search);
        api.MapGet("/logs/fields", Fields);
    }

    internal static LogPage Search(
        TelemetryStore store, string? resource, string? severity, string? category, string? text, string? traceId, string? spanId, string? before, int? limit)
    {
        var started = Stopwatch.GetTimestamp();
        var (page, least) = (Page.Of(limit, before), Math.Max(0, Array.IndexOf(Severities, severity)) * 4);
        var (trace, span) = (Ids.ParseTrace(traceId), Ids.ParseSpan(spanId));
        var words = string.IsNullOrEmpty(text) ? null : SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);
        var (found, total, more) = (new List<LogRecord>(page.Limit), 0, false);
        var all = store.Logs.All();
        for (var index = all.Length - 1; index >= 0; index--)
        {
            var record = all[index];
            if ((least == 0 || record.Severity > least)
                && (string.IsNullOrEmpty(resource) || record.Resource.Name == resource)
                && (string.IsNullOrEmpty(traceId) || record.TraceId == trace)
                && (string.IsNullOrEmpty(spanId) || record.SpanId == span)
                && (string.IsNullOrEmpty(category) || IsIn(record.Scope.Name, category))
                && (words is null || record.Contains(words)))
            {
                total++;
                if (page.Before.IsAfter(record.At, (ulong)record.Sequence))
                {
                    more = found.Count == page.Limit;
                    if (!more)
                    {
                        found.Add(record);
                    }
                }
            }
        }

        return new LogPage(found.ConvertAll(Entry), more ? PlaceOf(found[^1]).ToString() : null, total, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static LogFields Fields(TelemetryStore store)
    {
        var all = store.Logs.All();
        return new(
            [.. all.Select(record => record.Resource.Name).Distinct().Order(StringComparer.Ordinal)],
            [.. all.Select(record => record.Scope).Distinct().Select(scope => scope.Name).Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)]);
    }

    // A category has those below it, as a namespace has.
    private static bool IsIn(string name, string category) =>
        name.StartsWith(category, StringComparison.Ordinal) && (name.Length == category.Length || name[category.Length] == '.');

    private static LogEntry Entry(LogRecord record) => new(
        PlaceOf(record).ToString(),
        Moment.Utc(record.At),
        record.Resource.Name,
        Severities[record.Severity == 0 ? 2 : (record.Severity - 1) / 4],
        record.Severity,
        record.Scope.Name,
        record.Message,
        Ids.TextOrNull(record.TraceId),
        Ids.TextOrNull(record.SpanId),
        Exception(record),
        new AttributeList(Array.FindAll(record.Attributes, attribute => !attribute.Key.StartsWith("exception.", StringComparison.Ordinal))));

    private static LogException? Exception(LogRecord record)
    {
        string? Text(string key) => KeyValue.Find(record.Attributes, key)?.ToString();
        var exception = new LogException(Text("exception.type"), Text("exception.message"), Text("exception.stacktrace"));
        return exception is { Type: null, Message: null, Stack: null } ? null : exception;
    }

    private static Cursor PlaceOf(LogRecord record) => new(record.At, (ulong)record.Sequence);
}
