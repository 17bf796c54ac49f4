using Microsoft.Extensions.Options;
using Npgsql;

namespace StudioOps.Flags.Usage;

/// <summary>How usage is kept.</summary>
internal sealed record UsageOptions
{
    /// <summary>How often counts are written. A process that dies takes at most this much with it.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long days are kept.</summary>
    public int Days { get; init; } = 90;

    /// <summary>How many names nobody defined are kept.</summary>
    public int Unknown { get; init; } = 1_000;

    /// <summary>A flag that was not edited for so long may be called stale.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromDays(14);

    /// <summary>A flag not called for so long is not called.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Writes what was counted, in batches: a few statements a tenant and interval, however many answers there were.</summary>
internal sealed partial class UsageFlush(
    UsageCounters counters, UsageReports reports, [FromKeyedServices("flag-evaluation")] NpgsqlDataSource database, TimeProvider clock, IOptions<UsageOptions> options, ILogger<UsageFlush> logger)
    : BackgroundService
{
    private const int TenantsAtOnce = 500;
    private const int MostOwed = 200_000;

    private readonly SemaphoreSlim _one = new(1);
    private List<UsageCount> _owed = [];

    /// <summary>Writes everything counted until now; false when Postgres did not take it, and it is still owed.</summary>
    public async Task<bool> FlushAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            _owed.AddRange(counters.Take());
            _owed.AddRange(reports.Take());
            var unknown = counters.TakeUnknown();
            var tenants = _owed.GroupBy(count => count.Tenant).OrderBy(group => group.Key).ToArray();
            foreach (var some in tenants.Chunk(TenantsAtOnce))
            {
                await WriteAsync(some, ct);
                var written = some.Select(tenant => tenant.Key).ToHashSet();
                _owed = [.. _owed.Where(count => !written.Contains(count.Tenant))];
            }

            await WriteUnknownAsync(unknown, ct);
            return true;
        }
        catch (Exception away) when (away is NpgsqlException or TimeoutException)
        {
            LogOwed(away, _owed.Count);
            _owed = [.. _owed.TakeLast(MostOwed)];
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new SemaphoreSlim(0);
        void Wake() => wake.Release();
        counters.Full += Wake;
        try
        {
            while (true)
            {
                await wake.WaitAsync(options.Value.Interval, stoppingToken);
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: the last counts are written then.
        }
        finally
        {
            counters.Full -= Wake;
        }
    }

    private async Task WriteAsync(IGrouping<Guid, UsageCount>[] tenants, CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var day = new DateTimeOffset(now.Date, TimeSpan.Zero);
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var tenant in tenants)
        {
            // Several takes may be owed: a row is written once.
            UsageCount[] counts = [.. tenant.GroupBy(count => (count.Flag, count.Variant)).OrderBy(group => group.Key)
                .Select(group => new UsageCount(tenant.Key, group.Key.Flag, group.Key.Variant, group.Sum(count => count.Named), group.Sum(count => count.Listed)))];
            batch.Add("select set_config('app.tenant', $1, true)", tenant.Key.ToString());
            batch.Add(
                """
                insert into flag_usage (tenant_id, flag_key, variant, day, named, listed)
                select $1, flag, variant, $2, named, listed from unnest($3, $4, $5, $6) as counted (flag, variant, named, listed)
                on conflict (tenant_id, flag_key, variant, day) do update set named = flag_usage.named + excluded.named, listed = flag_usage.listed + excluded.listed
                """,
                tenant.Key, day, Of(counts, count => count.Flag), Of(counts, count => count.Variant), Of(counts, count => count.Named), Of(counts, count => count.Listed));
            batch.Add("delete from flag_usage where tenant_id = $1 and day < $2", tenant.Key, day.AddDays(-options.Value.Days));
        }

        var all = tenants.SelectMany(tenant => tenant).GroupBy(count => (count.Flag, count.Variant)).OrderBy(group => group.Key.Flag, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Variant, StringComparer.Ordinal).ToArray();
        batch.Add(
            """
            insert into served_variants (flag_key, variant, first_at, last_at, count)
            select flag, variant, $1, $1, counted from unnest($2, $3, $4) as served (flag, variant, counted)
            on conflict (flag_key, variant) do update set last_at = greatest(served_variants.last_at, excluded.last_at), count = served_variants.count + excluded.count
            """,
            now, Of(all, group => group.Key.Flag), Of(all, group => group.Key.Variant), Of(all, group => group.Sum(count => count.Named + count.Listed)));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task WriteUnknownAsync(IReadOnlyDictionary<string, long> unknown, CancellationToken ct)
    {
        if (unknown.Count == 0)
        {
            return;
        }

        var now = clock.GetUtcNow().ToUniversalTime();
        KeyValuePair<string, long>[] sorted = [.. unknown.OrderBy(one => one.Key, StringComparer.Ordinal)];
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("delete from unknown_flags where last_at < $1", now - options.Value.SilentAfter);
        batch.Add(
            """
            insert into unknown_flags (key, first_at, last_at, count)
            select key, $1, $1, counted from (
              select key, counted, exists (select from unknown_flags known where known.key = asked.key) as known, row_number() over (order by key) as nth
              from unnest($2, $3) as asked (key, counted)) each
            where known or nth + (select count(*) from unknown_flags) <= $4
            on conflict (key) do update set last_at = excluded.last_at, count = unknown_flags.count + excluded.count
            """,
            now, Of(sorted, one => one.Key), Of(sorted, one => one.Value), options.Value.Unknown);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static TValue[] Of<T, TValue>(T[] rows, Func<T, TValue> value) => [.. rows.Select(value)];

    [LoggerMessage(LogLevel.Warning, "{Count} usage counts could not be written; they are kept until they can")]
    private partial void LogOwed(Exception exception, int count);
}

internal static class UsageServices
{
    public static void AddUsage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<UsageOptions>().BindConfiguration("Usage");
        builder.Services.AddSingleton<UsageCounters>();
        builder.Services.AddSingleton<UsageReports>();
        builder.Services.AddSingleton<UsageFlush>();
        builder.Services.AddHostedService(services => services.GetRequiredService<UsageFlush>());
        builder.Services.AddScoped<StaleFlags>();
    }

    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }
}
