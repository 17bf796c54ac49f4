using System.Diagnostics;
using StudioOps.Hosting.Testing;
using StudioOps.Ledger;
using StudioOps.Testing;

namespace StudioOps.Bench;

/// <summary>From an event's commit to its effect's, idle and under load, beside the bare bus in the same run.</summary>
internal static class OutboxBenchmark
{
    private const int Singles = 500;
    private const int Events = 100_000;
    private const int Accounts = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<int> RunAsync()
    {
        await using var servers = await LocalServers.StartAsync(ServerKinds.Postgres | ServerKinds.RabbitMq);
        await using var ledger = await LedgerHost.StartAsync(copies: 0, servers, ownPostgres: true);
        var arrivals = new Arrivals();
        await ledger.AddCopyAsync(consumes: true, arrivals);
        await using var bare = await BareBus.StartAsync(ledger.Address.Broker);
        Console.WriteLine("One at a time ...");
        var (idle, bareIdle) = (await IdleAsync(ledger, arrivals), await bare.IdleAsync(Singles));
        Console.WriteLine($"  p50 {Table.Percentile(idle, 50):0.0} ms, p99 {Table.Percentile(idle, 99):0.0} ms; bare {Table.Percentile(bareIdle, 50):0.0} and {Table.Percentile(bareIdle, 99):0.0} ms");
        Console.WriteLine($"{Events} at once ...");
        var bareRate = await bare.LoadAsync(Events);
        Console.WriteLine($"  bare {bareRate:0} a second");
        var rate = await LoadAsync(ledger, arrivals);
        Console.WriteLine($"  ours {rate:0} a second");
        var wrong = await ledger.UnsettledAsync();
        Console.WriteLine(wrong is null ? $"{Events + Singles} of {Events + Singles} events have exactly one effect; nothing is left in any queue." : $"WRONG: {wrong}");
        var met = Table.Print("outbox",
        [
            new("event commit to effect, idle, p50", Table.Percentile(idle, 50), Table.Percentile(bareIdle, 50), "ms", null),
            new("event commit to effect, idle, p99", Table.Percentile(idle, 99), Table.Percentile(bareIdle, 99), "ms", 50),
            new("events per second, 100 000 on 500 aggregates", rate, bareRate, "/s", null),
        ]);
        return wrong is null ? met : 1;
    }

    private static async Task<List<double>> IdleAsync(LedgerHost ledger, Arrivals arrivals)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var (account, took) = (Guid.CreateVersion7(), new List<double>());
        for (var number = 1; number <= Singles; number++)
        {
            // The clock starts when the commit has returned; an effect that came before that counts as none.
            await ledger.MakeAsync(account, number, number);
            took.Add((await arrivals.WaitAsync(1, deadline.Token)).TotalMilliseconds);
        }

        return took;
    }

    private static async Task<double> LoadAsync(LedgerHost ledger, Arrivals arrivals)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var clock = Stopwatch.StartNew();
        for (var made = 0; made < Events; made += Events / 10)
        {
            await ledger.MakeManyAsync(Accounts / 10, Events / 10);
        }

        await arrivals.WaitAsync(Events, deadline.Token);
        var took = clock.Elapsed;
        await Eventually.TrueAsync(async () => await ledger.UnsettledAsync() is null, "all settled");
        return Events / took.TotalSeconds;
    }
}
