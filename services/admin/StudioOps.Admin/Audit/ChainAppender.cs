using Npgsql;
using StudioOps.Admin.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Audit;

/// <summary>Runs <see cref="ChainWriter"/> whenever a record arrives, and every second for those whose patience ran out.</summary>
internal sealed partial class ChainAppender(ChainWriter writer, IConfiguration configuration, ILogger<ChainAppender> logger) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _wake = new(0, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = KeepListeningAsync(stoppingToken);
        await RepeatAsync(async () =>
        {
            while (await writer.AppendAsync(stoppingToken) > 0)
            {
            }

            await _wake.WaitAsync(Poll, stoppingToken);
        }, LogAppendFailed, stoppingToken);
        await listening;
    }

    private Task KeepListeningAsync(CancellationToken ct) => RepeatAsync(async () =>
    {
        // A pooler in transaction mode would swallow LISTEN: this is the direct connection.
        await using var source = Connections.Source(configuration.RequiredConnectionString($"{AdminDbContext.Service}-direct"), $"{AdminDbContext.Service}-direct").Build();
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => Wake();
        await using (var listen = new NpgsqlCommand("listen audit_waiting", connection))
        {
            await listen.ExecuteNonQueryAsync(ct);
        }

        Wake();
        while (true)
        {
            await connection.WaitAsync(ct);
        }
    }, LogListenFailed, ct);

    private static async Task RepeatAsync(Func<Task> work, Action<Exception> failed, CancellationToken ct)
    {
        using var pause = new PeriodicTimer(Poll);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                failed(e);
                await PauseAsync(pause, ct);
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private static async Task PauseAsync(PeriodicTimer pause, CancellationToken ct)
    {
        try
        {
            await pause.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    [LoggerMessage(LogLevel.Warning, "Audit records could not be appended; they wait and are tried again in a second")]
    private partial void LogAppendFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "Arrivals of audit records cannot be listened for; they are found by polling until it works again")]
    private partial void LogListenFailed(Exception exception);
}
