using Microsoft.Extensions.Options;
using StudioOps.Flags.Evaluation;
using StudioOps.Standing;

namespace StudioOps.Flags.Streaming;

/// <summary>Wakes the streams a change is about: as soon as it is served, spread a little, a burst only once. Ends those whose client lost its standing.</summary>
internal sealed class Announcer(Connections connections, Snapshots snapshots, StandingBook standing, Tickets tickets, TimeProvider clock, IOptions<StreamOptions> options)
    : BackgroundService
{
    /// <summary>Time changes answers and ends tickets without anybody saying so.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _news = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        snapshots.Swapped += Wake;
        standing.Changed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await _news.WaitAsync(Look, stoppingToken);
                if (await TellAsync(stoppingToken))
                {
                    using var pause = new PeriodicTimer(options.Value.Spacing);
                    await pause.WaitForNextTickAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            snapshots.Swapped -= Wake;
            standing.Changed -= Wake;
            foreach (var connection in connections.All)
            {
                connection.End();
            }
        }
    }

    private async Task<bool> TellAsync(CancellationToken ct)
    {
        var (installation, now, told) = (snapshots.Current, clock.GetUtcNow(), 0);
        using var tick = new PeriodicTimer(StreamOptions.Tick);
        foreach (var connection in connections.All)
        {
            if (tickets.Refusal(connection.Ticket) is not null)
            {
                connection.End();
            }
            else if (installation.RevisionOf(connection.Ticket.Tenant) > connection.Told
                || installation.ExpiryEpochOf(connection.Ticket.Tenant, now) != connection.ToldExpiries)
            {
                connection.Wake();
                if (++told % options.Value.PerTick == 0)
                {
                    await tick.WaitForNextTickAsync(ct);
                }
            }
        }

        return told > 0;
    }

    private void Wake()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }
}
