using StudioOps.Dashboard.Host;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

internal static class OverviewApi
{
    private static readonly string Version = typeof(OverviewApi).Assembly.GetName().Version?.ToString(3) ?? "0";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/overview", Get);
        api.MapDelete("/telemetry", Clear);
    }

    private static Overview Get(TelemetryStore store, Counters counters, HostLink host, DashboardOptions options)
    {
        var (limits, connected) = (options.Limits, host.State.Connected);
        return new Overview(
            Version,
            host.State,
            new Dictionary<string, long>
            {
                ["spans"] = limits.Spans,
                ["logs"] = limits.Logs,
                ["points"] = limits.MetricPoints,
                ["series"] = limits.MetricSeries,
                ["metricMinutes"] = limits.MetricMinutes,
                ["storeMegabytes"] = limits.StoreMegabytes,
                ["spansPerTrace"] = TraceStore.MostSpansPerTrace,
                ["requestBytes"] = limits.RequestBytes,
            },
            new Counts(store.Traces.Spans, store.Logs.Count, store.Metrics.Points, counters.Dropped, counters.Refused),
            new Dictionary<string, bool> { ["console"] = connected, ["commands"] = connected, ["resources"] = connected });
    }

    private static IResult Clear(TelemetryStore store, Live.Revisions revisions, string? resource)
    {
        store.Clear(string.IsNullOrEmpty(resource) ? null : resource);
        foreach (var topic in (Live.Topic[])[Live.Topic.Logs, Live.Topic.Traces, Live.Topic.Metrics])
        {
            revisions.Touch(topic);
        }

        return Results.NoContent();
    }
}
