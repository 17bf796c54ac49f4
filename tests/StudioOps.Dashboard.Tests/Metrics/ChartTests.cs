using StudioOps.Dashboard.Api;
using StudioOps.Dashboard.Metrics;
using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Tests.Metrics;

/// <summary>What a chart shows of measurements whose truth is known.</summary>
public sealed class ChartTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly TelemetryStore _store = new(new DashboardLimits(), new Counters());

    [Fact]
    public void A_counter_is_a_rate_and_a_restart_is_no_drop()
    {
        // Ten a second for a minute, then the sender begins anew at zero and goes on at ten a second.
        foreach (var second in Enumerable.Range(0, 120))
        {
            Add(InstrumentKind.Counter, second - 120, second < 60 ? second * 10 : (second - 59) * 10);
        }

        var values = Draw(100)!;
        Assert.All(values[..^1], value => Assert.Equal(10, value!.Value, 3));
        Assert.Null(values[^1]);   // not measured yet
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(60)]
    public void A_rate_does_not_hang_on_how_often_it_is_measured(int every)
    {
        foreach (var second in Enumerable.Range(0, 601).Where(second => second % every == 0))
        {
            Add(InstrumentKind.Counter, second - 600, second * 4);
        }

        Assert.All(Draw(300)!, value => Assert.Equal(4, value!.Value, 3));
    }

    [Fact]
    public void Deltas_add_up_to_the_same_rate()
    {
        foreach (var second in Enumerable.Range(0, 60))
        {
            Add(InstrumentKind.Counter, second - 60, 5, isDelta: true);
        }

        Assert.Equal(5, Draw(30)![^2]!.Value, 3);
    }

    [Fact]
    public void A_value_that_stays_costs_one_point_and_is_still_drawn()
    {
        foreach (var second in Enumerable.Range(0, 1_000))
        {
            Add(InstrumentKind.UpDown, second - 1_000, 7);
        }

        Assert.Equal(1, _store.Metrics.Points);
        Assert.All(Draw(300)!, value => Assert.Equal(7, value));
    }

    [Fact]
    public void What_is_no_longer_measured_ends()
    {
        foreach (var second in Enumerable.Range(0, 60))
        {
            Add(InstrumentKind.Gauge, second - 120, second);
        }

        var values = Draw(100)!;
        Assert.NotNull(values[20]);
        Assert.All(values[^30..], Assert.Null);
    }

    [Fact]
    public void Dimensions_are_split_filtered_and_added_up()
    {
        foreach (var second in Enumerable.Range(0, 20))
        {
            Add(InstrumentKind.UpDown, second - 20, 1, attributes: [new("aisle", AnyValue.Of("left"))]);
            Add(InstrumentKind.UpDown, second - 20, 2, attributes: [new("aisle", AnyValue.Of("right"))]);
        }

        SeriesAnswer Ask(string[] groupBy, params KeyValuePair<string, string>[] filters) =>
            MetricsApi.Draw(_store, new SeriesQuery(new InstrumentKey("shop", "lib", "thing"), 10, groupBy, filters), Now)!;
        Assert.Equal(3, Ask([]).Series.Single().Values![0]);
        Assert.Equal([("left", 1), ("right", 2)], Ask(["aisle"]).Series.Select(series => (series.Labels["aisle"], (int)series.Values![0]!.Value)).Order());
        Assert.Equal(2, Ask([], KeyValuePair.Create("aisle", "right")).Series.Single().Values![0]);
    }

    [Fact]
    public void Percentiles_lie_where_the_buckets_say()
    {
        // In every second ten below 10, eighty up to 20, ten up to 30.
        foreach (var second in Enumerable.Range(0, 60))
        {
            Add(InstrumentKind.Histogram, second - 60, 0, buckets: new Buckets([10, 20, 30], [10 * second, 80 * second, 10 * second, 0]));
        }

        var series = MetricsApi.Draw(_store, new SeriesQuery(new InstrumentKey("shop", "lib", "thing"), 30, [], []), Now)!.Series.Single();
        Assert.Equal((15, 20, 29), (series.P50![5], series.P90![5], Math.Round(series.P99![5]!.Value)));
        Assert.Equal(100, series.Count![5]);
    }

    [Fact]
    public void Exponential_buckets_keep_their_percentiles_within_a_tenth()
    {
        var random = new Random(3);
        var values = Enumerable.Range(0, 20_000).Select(_ => Math.Exp(random.NextDouble() * 8)).Order().ToList();
        const int Scale = 3;
        var indexes = values.ConvertAll(value => (int)Math.Ceiling(Math.Log2(value) * Math.Pow(2, Scale)) - 1);
        var counts = new long[indexes.Max() - indexes.Min() + 1];
        indexes.ForEach(index => counts[index - indexes.Min()]++);

        var buckets = new ExponentialLayout { Scale = Scale, Offset = indexes.Min(), Positive = [.. counts] }.ToBuckets();

        foreach (var share in (double[])[0.5, 0.9, 0.99])
        {
            var truth = values[(int)(share * values.Count)];
            Assert.InRange(Chart.Percentile(buckets.Bounds, buckets.Counts, share)!.Value, truth * 0.9, truth * 1.1);
        }
    }

    private double?[]? Draw(int window) =>
        MetricsApi.Draw(_store, new SeriesQuery(new InstrumentKey("shop", "lib", "thing"), window, [], []), Now)?.Series.Single().Values;

    private void Add(InstrumentKind kind, int second, double value, bool isDelta = false, KeyValue[]? attributes = null, Buckets? buckets = null) => _store.Metrics.Add(
    [
        new DataPoint
        {
            Instrument = new Instrument(new Resource("shop", "1", []), "lib", "thing", "1", string.Empty, kind, isDelta),
            At = Moment.Of(Now) + (second * Moment.Second),
            Value = value,
            Attributes = attributes ?? [],
            Buckets = buckets,
        },
    ]);
}
