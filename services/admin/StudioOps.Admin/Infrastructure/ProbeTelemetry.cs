using System.Diagnostics.Metrics;

namespace StudioOps.Admin.Infrastructure;

/// <summary>How the neighbours are, for whoever draws curves and rings bells.</summary>
internal sealed class ProbeTelemetry : IDisposable
{
    private readonly Meter _meter = new("StudioOps");
    private readonly Histogram<double> _duration;

    public ProbeTelemetry(ProbeBoard board)
    {
        _duration = _meter.CreateHistogram(
            "studioops.probe.duration", "s", "How long a neighbour took to answer, or was waited for.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5] });
        _meter.CreateObservableGauge(
            "studioops.probe.up",
            () => board.Show().Select(neighbour => new Measurement<int>(neighbour.State == ProbeState.Up ? 1 : 0, Target(neighbour.Name))),
            "1",
            "1 while a neighbour answers soundly and in time, else 0.");
    }

    public void Record(Neighbour neighbour, ProbeState state, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, Target(neighbour.Name), new("studioops.probe.state", state.ToString().ToLowerInvariant()));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Target(string name) => new("studioops.probe.target", name);
}
