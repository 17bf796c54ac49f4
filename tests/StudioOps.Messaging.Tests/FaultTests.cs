using RabbitMQ.Client;
using StudioOps.Contracts;
using StudioOps.Hosting.Testing;
using StudioOps.Ledger;
using StudioOps.Testing;

namespace StudioOps.Messaging.Tests;

[Collection(OwnServers.Name)]
public sealed class FaultTests(OwnServers own)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly Guid _account = Guid.CreateVersion7();
    private readonly Guid _other = Guid.CreateVersion7();

    [Theory]
    [InlineData(FaultPoint.ClaimedNotPublished)]
    [InlineData(FaultPoint.ConfirmedNotDeleted)]
    [InlineData(FaultPoint.ConsumedNotCommitted)]
    [InlineData(FaultPoint.CommittedNotAcknowledged)]
    public async Task A_process_killed_at_the_worst_moment_loses_and_doubles_nothing(FaultPoint point)
    {
        await using var ledger = await FreshAsync();
        using var victim = await LedgerProcess.StartAsync(ledger.Address);
        await victim!.ArmAsync(point, count: 3);

        await Task.WhenAll(ledger.MakeAsync(_account, 1, 10), ledger.MakeAsync(_other, 1, 10));
        await victim.DiedAsync();
        Assert.NotNull(await ledger.UnsettledAsync());
        using var heir = await LedgerProcess.StartAsync(ledger.Address);

        await SettledAsync(ledger);
    }

    [Fact]
    public async Task A_relay_killed_before_it_hears_the_brokers_yes_loses_and_doubles_nothing()
    {
        await using var ledger = await FreshAsync();
        var (proxy, broker) = CuttingProxy.Before(ledger.Address.Broker);
        using var wire = proxy;
        using var victim = await LedgerProcess.StartAsync(ledger.Address with { Broker = broker });

        // A first one, so that every exchange is declared: afterwards a publish asks nothing before it sends.
        await ledger.MakeAsync(_other, 1, 1);
        await SettledAsync(ledger);
        wire.HoldAnswers();
        await ledger.MakeAsync(_account, 1, 5);
        await Eventually.TrueAsync(() => Task.FromResult(wire.Sent(_account.ToString())), "the entry went to the broker");
        victim!.Kill();
        await victim.DiedAsync();
        Assert.Equal(5, await ledger.ScalarAsync("select count(*) from outbox"));
        using var heir = await LedgerProcess.StartAsync(ledger.Address);

        await SettledAsync(ledger);
    }

    [Fact]
    public async Task Postgres_killed_and_started_again_under_load_costs_time_and_nothing_else()
    {
        await using var ledger = await FreshAsync(copies: 2);
        var servers = (await own.RigAsync()).Servers;

        var load = Task.WhenAll(ledger.MakeAsync(_account, 1, 150), ledger.MakeAsync(_other, 1, 150));
        await Eventually.TrueAsync(async () => (await ledger.LinesAsync(_account)).Count > 10, "the load runs");
        await servers.KillAsync(ServerKinds.Postgres);
        await servers.StartAgainAsync(ServerKinds.Postgres);
        await load;

        await SettledAsync(ledger);
    }

    [Fact]
    public async Task RabbitMQ_killed_and_started_again_under_load_costs_time_and_nothing_else()
    {
        var rig = await own.RigAsync();
        await using var lane = await CrashLane.StartAsync(rig);
        lane.Replace();
        using var enough = new CancellationTokenSource();
        var load = Task.WhenAll(LoadAsync(_account), LoadAsync(_other));
        await ArrivedAsync(20);

        await rig.Servers.KillAsync(ServerKinds.RabbitMq);
        await Eventually.TrueAsync(async () => await lane.Ledger.ScalarAsync("select count(*) from outbox") > 20, "changes are accepted and their events wait");
        await rig.Servers.StartAgainAsync(ServerKinds.RabbitMq);
        await ArrivedAsync((await lane.Ledger.LinesAsync(_account)).Count + 20);
        await enough.CancelAsync();
        await load;

        await SettledAsync(lane.Ledger, lane.Replace);

        async Task LoadAsync(Guid account)
        {
            for (var number = 1; !enough.IsCancellationRequested; number++)
            {
                await lane.Ledger.MakeAsync(account, number, number);
            }
        }

        Task ArrivedAsync(int count) => Eventually.TrueAsync(
            async () =>
            {
                lane.Replace();
                return (await lane.Ledger.LinesAsync(_account)).Count > count;
            },
            "the load runs",
            Patience);
    }

    [Fact]
    public async Task A_process_whose_bus_does_not_find_back_to_the_broker_ends_to_be_started_again()
    {
        await using var ledger = await FreshAsync();
        using var lost = await LedgerProcess.StartAsync(ledger.Address with { Patience = TimeSpan.FromSeconds(2) });
        await ledger.MakeAsync(_account, 1, 3);
        await SettledAsync(ledger);
        await using var connection = await new ConnectionFactory { Uri = new Uri(ledger.Address.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();

        // Its queue is gone and cannot be declared again: another of that name, of another kind, is in the way.
        await channel.QueueDeleteAsync(ledger.Queue);
        await Eventually.TrueAsync(async () => await TryInTheWayAsync(connection, ledger.Queue), "the other queue was first");
        await lost!.DiedAsync();
        await channel.QueueDeleteAsync(ledger.Queue);
        using var heir = await LedgerProcess.StartAsync(ledger.Address);

        await ledger.MakeAsync(_account, 4, 6);
        await SettledAsync(ledger);
    }

    [Fact]
    public async Task Everything_delivered_twice_and_in_any_order_ends_with_the_newest_state()
    {
        await using var ledger = await FreshAsync(copies: 2);
        await ledger.MakeAsync(_account, 1, 40);
        await SettledAsync(ledger);

        foreach (var number in Enumerable.Range(1, 40).Reverse())
        {
            await ledger.RepeatAsync(_account, number);
        }

        var late = Enumerable.Range(1, 40).Select(number => (Number: number, Id: Guid.CreateVersion7())).ToArray();
        new Random(7).Shuffle(late);
        await Task.WhenAll(late.Concat(late.Reverse()).Select(entry =>
            ledger.PublishAsync(new EntryMade(_other, entry.Number, false, Actor.System("test"), DateTimeOffset.UnixEpoch), entry.Id)));
        await Eventually.TrueAsync(async () => (await ledger.LinesAsync(_other)).Count >= 40, "all arrived");
        await ledger.ExecuteAsync($"insert into made select '{_other}', n, gen_random_uuid() from generate_series(1, 40) n");

        await SettledAsync(ledger);
        Assert.Equal(40, await ledger.ScalarAsync($"select number::bigint from states where account = '{_other}'"));
    }

    [Fact]
    public async Task Events_of_a_queue_deleted_by_hand_are_kept_and_brought_back()
    {
        await using var ledger = await FreshAsync(copies: 1);
        await ledger.MakeAsync(_account, 1, 3);
        await SettledAsync(ledger);
        await ledger.StopCopiesAsync();
        await using var connection = await new ConnectionFactory { Uri = new Uri(ledger.Address.Broker) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        await channel.QueueDeleteAsync(ledger.Queue);

        await ledger.AddCopyAsync(consumes: false);
        await ledger.MakeAsync(_account, 4, 9);
        var unrouted = ledger.Address.Prefix + "unrouted";
        await Eventually.TrueAsync(async () => await ledger.ReadyAsync(unrouted) == 6, "the events wait in unrouted");
        Assert.Equal(0, await ledger.ScalarAsync("select count(*) from outbox"));

        await ledger.AddCopyAsync();
        while (await channel.BasicGetAsync(unrouted, autoAck: false) is { } message)
        {
            await channel.BasicPublishAsync(message.Exchange, message.RoutingKey, mandatory: true, new BasicProperties(message.BasicProperties), message.Body);
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false);
        }

        await SettledAsync(ledger);
    }

    [Fact]
    public async Task A_queue_deleted_under_a_running_consumer_comes_back_by_itself()
    {
        await using var ledger = await FreshAsync(copies: 1);
        await ledger.MakeAsync(_account, 1, 3);
        await SettledAsync(ledger);
        await using (var connection = await new ConnectionFactory { Uri = new Uri(ledger.Address.Broker) }.CreateConnectionAsync())
        await using (var channel = await connection.CreateChannelAsync())
        {
            await channel.QueueDeleteAsync(ledger.Queue);
        }

        await Eventually.TrueAsync(async () => { await ledger.MakeAsync(_other, 1, 1); return true; }, "made");
        await Eventually.TrueAsync(
            async () =>
            {
                await ledger.RepeatAsync(_other, 1);
                return (await ledger.LinesAsync(_other)).Count == 1;
            },
            "a new event arrives without anybody restarting anything",
            Patience);
    }

    [Fact]
    public async Task An_event_the_relay_cannot_publish_holds_up_its_own_aggregate_only()
    {
        await using var ledger = await FreshAsync(copies: 1);
        await ledger.ExecuteAsync($"insert into outbox (message_id, aggregate, type, body) values (gen_random_uuid(), '{_other}', 'Nobody.Knows', '{{}}')");
        await ledger.MakeAsync(_other, 1, 3);
        await ledger.MakeAsync(_account, 1, 50);

        await Eventually.TrueAsync(async () => (await ledger.LinesAsync(_account)).Count == 50, "the others arrived");
        Assert.Empty(await ledger.LinesAsync(_other));
        await ledger.ExecuteAsync("delete from outbox where type = 'Nobody.Knows'");

        await SettledAsync(ledger);
    }

    private async Task<LedgerHost> FreshAsync(int copies = 0) => await LedgerHost.StartAsync(copies, (await own.RigAsync()).Servers, ownPostgres: true);

    private static async Task<bool> TryInTheWayAsync(IConnection connection, string queue)
    {
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false);
            return true;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 406)
        {
            await using var again = await connection.CreateChannelAsync();
            await again.QueueDeleteAsync(queue);
            return false;
        }
    }

    private static async Task SettledAsync(LedgerHost ledger, Action? meanwhile = null)
    {
        string? wrong = "";
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    meanwhile?.Invoke();
                    return (wrong = await ledger.UnsettledAsync()) is null;
                },
                "everything settled",
                Patience);
        }
        catch (Xunit.Sdk.FailException)
        {
            Assert.Fail($"Not settled: {wrong}");
        }
    }
}
