using System.Buffers;
using StudioOps.Dashboard.Otlp;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

internal static class TracesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/traces", List);
        api.MapGet("/traces/{traceId}", Get);
    }

    internal static TracePage List(
        TelemetryStore store, string? resource, string? text, double? minDuration, int? minSpans, bool? errors, string? before, int? limit)
    {
        var page = Page.Of(limit, before);
        var words = string.IsNullOrEmpty(text) ? null : SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);
        var matches = store.Traces.All()
            .Where(trace => (errors is not true || trace.Errors > 0)
                && (minDuration is null || Moment.Milliseconds(trace.End - trace.Start) >= minDuration)
                && (minSpans is null || trace.Spans.Length >= minSpans)
                && (string.IsNullOrEmpty(resource) || TraceStore.Touches(trace, resource))
                && (words is null || Contains(trace, text!, words)))
            .Select(trace => (trace.Start, Trace: trace))
            .ToList();
        matches.Sort((one, two) => (two.Start, two.Trace.Id).CompareTo((one.Start, one.Trace.Id)));
        var rest = matches.Where(match => page.Before.IsAfter(match.Start, match.Trace.Id)).Take(page.Limit + 1).ToList();
        var shown = rest.Take(page.Limit).ToList();
        var next = rest.Count > page.Limit ? new Cursor(shown[^1].Start, shown[^1].Trace.Id).ToString() : null;
        return new TracePage(shown.ConvertAll(match => Summary(match.Trace)), next, matches.Count);
    }

    private static IResult Get(TelemetryStore store, string traceId) =>
        Ids.ParseTrace(traceId) is { } id && store.Traces.Find(id) is { } trace
            ? Results.Json(Detail(trace), DashboardJson.Default.TraceDetail)
            : Problems.Of(StatusCodes.Status404NotFound, "trace.not-found", "This trace is not here. It may have made room for newer ones.");

    private static bool Contains(Trace trace, string text, SearchValues<string> words)
    {
        if (Ids.Text(trace.Id).StartsWith(text, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        foreach (var span in trace.Spans)
        {
            if (span.Contains(words))
            {
                return true;
            }
        }

        return false;
    }

    private static TraceSummary Summary(Trace trace)
    {
        var spans = trace.Spans.ToArray();
        var resources = spans.GroupBy(span => span.Resource.Name).Select(group => new SpansOfResource(group.Key, group.Count())).ToList();
        return new TraceSummary(
            Ids.Text(trace.Id), trace.Root.Name, Moment.Utc(trace.Start), Moment.Milliseconds(trace.End - trace.Start), spans.Length, trace.Errors, resources);
    }

    private static TraceDetail Detail(Trace trace)
    {
        var start = trace.Start;
        var spans = trace.Spans.ToArray().OrderBy(span => span.Start).Select(span => Detail(span, start)).ToList();
        return new TraceDetail(Ids.Text(trace.Id), Moment.Utc(start), Moment.Milliseconds(trace.End - start), spans);
    }

    private static SpanDetail Detail(Span span, long start) => new(
        Ids.Text(span.SpanId),
        Ids.TextOrNull(span.ParentId),
        span.Name,
        span.Kind,
        span.Resource.Name,
        span.Scope.Name,
        Moment.Utc(span.Start),
        Moment.Milliseconds(span.End - span.Start),
        Moment.Milliseconds(span.Start - start),
        span.Status,
        span.StatusMessage,
        new AttributeList(span.Attributes),
        Array.ConvertAll(span.Events, item => new SpanEventDetail(item.Name, Moment.Utc(item.At), new AttributeList(item.Attributes))),
        Array.ConvertAll(span.Links, link => new SpanLinkDetail(Ids.Text(link.TraceId), Ids.Text(link.SpanId), new AttributeList(link.Attributes))));
}
