using StudioOps.Flags.Evaluation;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Evaluation;

public sealed class FlagAccessTests
{
    private readonly StoppedClock _clock = new(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));
    private readonly Lines _lines = new();
    private readonly FlagAccess _access;

    public FlagAccessTests() => _access = new FlagAccess(_clock, _lines.CreateLogger<FlagAccess>());

    [Fact]
    public void An_access_is_told_at_once_and_again_after_a_minute_with_how_often_meanwhile()
    {
        Ask(5);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Ask(2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Ask(1);

        Assert.Equal([1L, 7L], _lines.Said.Select(said => said["studioops.flags.count"]));
    }

    [Fact]
    public void Each_tenant_flag_and_variant_is_told_for_itself()
    {
        _access.Note("t1", "search", "on", "static", 4);
        _access.Note("t1", "search", "off", "targeting_match", 5);
        _access.Note("t2", "search", "on", "static", 4);
        _access.Note("t1", null, null, null, 5);
        _access.Note("t1", null, null, null, 5);

        Assert.Equal(["t1 search on", "t1 search off", "t2 search on", "t1  "], _lines.Said.Select(said => $"{said["studioops.tenant.id"]} {said.GetValueOrDefault("feature_flag.key")} {said.GetValueOrDefault("feature_flag.result.variant")}"));
    }

    [Fact]
    public void It_is_an_event_at_information_that_reads_as_a_sentence()
    {
        Ask(1);

        Assert.Equal([(LogLevel.Information, "feature_flag.evaluation", "Tenant t1 was given search = on (static) at revision 4; 1 times since last told")], _lines.Heads);
    }

    private void Ask(int times)
    {
        for (var time = 0; time < times; time++)
        {
            _access.Note("t1", "search", "on", "static", 4);
        }
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class Lines : ILoggerProvider, ILogger
    {
        public List<Dictionary<string, object?>> Said { get; } = [];

        public List<(LogLevel Level, string? Event, string Text)> Heads { get; } = [];

        public ILogger<T> CreateLogger<T>() => LoggerFactory.Create(logging => logging.AddProvider(this)).CreateLogger<T>();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Said.Add(((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary());
            Heads.Add((logLevel, eventId.Name, formatter(state, exception)));
        }

        public void Dispose()
        {
        }
    }
}
