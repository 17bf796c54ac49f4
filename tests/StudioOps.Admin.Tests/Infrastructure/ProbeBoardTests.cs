using StudioOps.Admin.Infrastructure;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.Infrastructure;

public sealed class ProbeBoardTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly StoppedClock _clock = new(Start);
    private readonly Neighbour _neighbour = new("redis", "Redis", Protocol.Redis, "127.0.0.1", 6379);
    private readonly InfrastructureOptions _options = new() { IntervalSeconds = 5, TimeoutSeconds = 2, History = 3 };

    [Fact]
    public void Who_was_not_asked_yet_is_unknown()
    {
        var shown = Assert.Single(Board().Show());

        Assert.Equal((ProbeState.Unknown, Start), (shown.State, shown.Since));
        Assert.Null(shown.CheckedAt);
        Assert.Empty(shown.History);
    }

    [Fact]
    public void Since_is_when_the_state_began_and_the_last_error_stays_in_sight()
    {
        var board = Board();
        Record(board, ProbeState.Up);
        Record(board, ProbeState.Up);
        Record(board, ProbeState.Down, "refused");
        var down = Assert.Single(board.Show());
        Record(board, ProbeState.Up);
        var up = Assert.Single(board.Show());

        Assert.Equal((ProbeState.Down, Start.AddSeconds(15), "refused"), (down.State, down.Since, down.Error));
        Assert.Equal((ProbeState.Up, Start.AddSeconds(20), null), (up.State, up.Since, up.Error));
        Assert.Equal(new ProbeFailure(Start.AddSeconds(15), "refused"), up.LastError);
        Assert.Equal([ProbeState.Up, ProbeState.Down, ProbeState.Up], up.History.Select(answer => answer.State));
    }

    [Fact]
    public void A_green_that_was_not_renewed_fades_to_unknown()
    {
        var board = Board();
        Record(board, ProbeState.Up);

        _clock.Advance(_options.Stale);
        var still = Assert.Single(board.Show()).State;
        _clock.Advance(TimeSpan.FromSeconds(1));
        var faded = Assert.Single(board.Show());

        Assert.Equal((ProbeState.Up, ProbeState.Unknown, Start.AddSeconds(5)), (still, faded.State, faded.Since));
        Assert.Null(faded.Milliseconds);
    }

    private ProbeBoard Board() => new(new Neighbourhood([_neighbour], []), _options, _clock);

    private void Record(ProbeBoard board, ProbeState state, string? error = null)
    {
        _clock.Advance(TimeSpan.FromSeconds(5));
        board.Record(_neighbour, new ProbeResult(_clock.GetUtcNow(), state, 1, state == ProbeState.Down ? null : 2, error));
    }
}
