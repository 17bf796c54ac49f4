using Npgsql;
using StackExchange.Redis;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;

namespace StudioOps.Identity.Standing;

/// <summary>Tells everyone over Redis as soon as a change of the feed has committed: the table's trigger notifies at commit, whoever wrote.</summary>
internal sealed partial class StandingAnnouncer(IConfiguration configuration, ConnectionMultiplexer redis, ILogger<StandingAnnouncer> logger) : BackgroundService
{
    private readonly string _direct = configuration.RequiredConnectionString("identity-direct");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var source = Connections.Source(_direct, "identity-direct").Build();
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, _) => _ = redis.AnnounceStandingAsync();
                await using (var listen = new NpgsqlCommand("listen standing", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                await redis.AnnounceStandingAsync(); // what committed while nobody listened
                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or RedisException or IOException)
            {
                LogNotListening(e);
            }

            try
            {
                await pause.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Standing changes are not announced just now; services find them by polling")]
    private partial void LogNotListening(Exception exception);
}
