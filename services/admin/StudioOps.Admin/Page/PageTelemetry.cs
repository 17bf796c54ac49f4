using System.Diagnostics.Metrics;

namespace StudioOps.Admin.Page;

/// <summary>How long people wait for our pages, as their browsers measured it.</summary>
internal sealed class PageTelemetry : IDisposable
{
    private static readonly InstrumentAdvice<double> Waits = new() { HistogramBucketBoundaries = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30] };

    private readonly Meter _meter = new("StudioOps");
    private readonly Histogram<double> _load;
    private readonly Histogram<double> _navigation;

    public PageTelemetry()
    {
        _load = _meter.CreateHistogram("studioops.page.load.duration", "s", "From asking for a page to its data on the screen.", advice: Waits);
        _navigation = _meter.CreateHistogram("studioops.page.navigation.duration", "s", "From choosing something on a page to seeing it.", advice: Waits);
    }

    public void Record(PageTiming timing) =>
        (timing.Kind == PageWait.Load ? _load : _navigation).Record(timing.Milliseconds / 1000, new KeyValuePair<string, object?>("studioops.page.name", timing.Page));

    public void Dispose() => _meter.Dispose();
}
