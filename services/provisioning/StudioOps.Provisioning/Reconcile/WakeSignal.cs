using Npgsql;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Wakes the loop the moment a due time is committed, by whichever copy.</summary>
internal sealed partial class WakeSignal(DirectDatabase direct, ILogger<WakeSignal> logger) : BackgroundService
{
    /// <summary>Notified by a trigger on <c>provisions.next_run_at</c>.</summary>
    public const string Channel = "provisioning_due";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _signal = new(0, 1);

    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _signal.WaitAsync(atMost, ct);

    public void Set()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Awake already.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(Pause);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotListening(e);
                await pause.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        await using var connection = await direct.Source.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => Set();
        await using (var listen = new NpgsqlCommand($"listen {Channel}", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        // Whatever was told while nobody listened is in the table.
        Set();
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not listening for due tenants; they are found by polling meanwhile")]
    private partial void LogNotListening(Exception exception);
}
