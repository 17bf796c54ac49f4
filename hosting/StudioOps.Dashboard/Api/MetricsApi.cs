using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Api;

internal static class MetricsApi
{
    private const string FilterPrefix = "filter.";
    private const int MostValues = 200;
    private const int MostGroups = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/metrics", Instruments);
        api.MapGet("/metrics/series", Series);
    }

    internal static InstrumentList Instruments(TelemetryStore store, string? resource) => new(store.Metrics.Read(instruments => instruments
        .Where(entry => entry.Value.Count > 0 && (string.IsNullOrEmpty(resource) || entry.Key.Resource == resource))
        .Select(entry => Describe(entry.Key, [.. entry.Value.Values]))
        .OrderBy(instrument => instrument.Resource, StringComparer.Ordinal)
        .ThenBy(instrument => instrument.Meter, StringComparer.Ordinal)
        .ThenBy(instrument => instrument.Name, StringComparer.Ordinal)
        .ToList()));

    private static IResult Series(HttpRequest request, TelemetryStore store, TimeProvider clock, string resource, string meter, string name, int? window, string? groupBy)
    {
        var filters = request.Query.Where(entry => entry.Key.StartsWith(FilterPrefix, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[FilterPrefix.Length..], entry.Value.ToString())).ToList();
        var query = new SeriesQuery(
            new InstrumentKey(resource, meter, name), Math.Clamp(window ?? 300, 10, 3600), groupBy?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [], filters);
        return Draw(store, query, clock.GetUtcNow()) is { } answer
            ? Results.Json(answer, DashboardJson.Default.SeriesAnswer)
            : Problems.Of(StatusCodes.Status404NotFound, "instrument.not-found", "Nothing was measured by this name.");
    }

    internal static SeriesAnswer? Draw(TelemetryStore store, SeriesQuery query, DateTimeOffset now)
    {
        var grid = Grid.Of(query.WindowSeconds, now);
        return store.Metrics.Read(instruments =>
        {
            if (!instruments.TryGetValue(query.Instrument, out var all) || all.Count == 0)
            {
                return null;
            }

            var instrument = all.Values.First().Instrument;
            var series = Chart.Groups(all.Values, query).Take(MostGroups)
                .Select(group => (Labels: Labels(group.First(), query.GroupBy), Series: group.ToList()))
                .Select(group => instrument.Kind == InstrumentKind.Histogram
                    ? Percentiles(group.Labels, Chart.Histogram(group.Series, grid))
                    : new SeriesDetail(group.Labels, Chart.Values(group.Series, grid)))
                .ToList();
            var times = Enumerable.Range(0, grid.Count).Select(index => Moment.Utc(grid[index])).ToList();
            return new SeriesAnswer(instrument.Kind, instrument.Unit, grid.Step / (double)Moment.Second, times, series);
        });
    }

    private static SeriesDetail Percentiles(Dictionary<string, string> labels, (double[] Bounds, long[]?[] Counts) histogram)
    {
        double?[] At(double share) => Array.ConvertAll(histogram.Counts, counts => Chart.Percentile(histogram.Bounds, counts, share));
        return new SeriesDetail(labels, null, At(0.5), At(0.9), At(0.99), Array.ConvertAll(histogram.Counts, counts => (double?)counts?.Sum()));
    }

    private static Dictionary<string, string> Labels(Series series, string[] dimensions) =>
        dimensions.ToDictionary(dimension => dimension, dimension => KeyValue.Find(series.Attributes, dimension)?.ToString() ?? string.Empty);

    private static InstrumentDetail Describe(InstrumentKey key, IReadOnlyList<Series> series)
    {
        var dimensions = series.SelectMany(one => one.Attributes)
            .GroupBy(attribute => attribute.Key)
            .Select(group => new Dimension(group.Key, [.. group.Select(attribute => attribute.Value.ToString()).Distinct().Order(StringComparer.Ordinal).Take(MostValues)]))
            .OrderBy(dimension => dimension.Name, StringComparer.Ordinal)
            .ToList();
        var instrument = series[0].Instrument;
        return new InstrumentDetail(key.Resource, key.Meter, key.Name, instrument.Unit, instrument.Description, instrument.Kind, dimensions);
    }
}
