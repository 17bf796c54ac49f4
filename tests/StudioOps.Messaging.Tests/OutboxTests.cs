using StudioOps.Contracts;
using StudioOps.Hosting.Testing;
using StudioOps.Ledger;
using StudioOps.Testing;

namespace StudioOps.Messaging.Tests;

public sealed class OutboxTests
{
    private readonly Guid _account = Guid.CreateVersion7();

    [Fact]
    public async Task What_is_committed_arrives_once_and_leaves_nothing_behind()
    {
        await using var ledger = await LedgerHost.StartAsync();

        await ledger.MakeAsync(_account, 1, 50);

        await ArrivedAsync(ledger, 50);
        Assert.Equal(Enumerable.Range(1, 50), (await ledger.LinesAsync(_account)).Order());
        await Eventually.TrueAsync(async () => await ledger.ScalarAsync("select count(*) from outbox") == 0, "the outbox is empty");
        Assert.Equal(50, await ledger.ScalarAsync("select count(*) from inbox"));
    }

    [Fact]
    public async Task What_is_rolled_back_never_arrives()
    {
        await using var ledger = await LedgerHost.StartAsync();

        await ledger.MakeAsync(_account, 1, 3, rollBack: true);
        await ledger.MakeAsync(_account, 4, 4);

        await ArrivedAsync(ledger, 1);
        Assert.Equal([4], await ledger.LinesAsync(_account));
    }

    [Fact]
    public async Task The_same_message_delivered_again_changes_nothing()
    {
        await using var ledger = await LedgerHost.StartAsync();
        var (entry, id) = (Entry(1), Guid.CreateVersion7());

        for (var i = 0; i < 5; i++)
        {
            await ledger.PublishAsync(entry, id);
        }

        await ledger.PublishAsync(Entry(2), Guid.CreateVersion7());
        await Eventually.TrueAsync(async () => (await ledger.LinesAsync(_account)).Contains(2), "the later message arrived");
        Assert.Equal([1, 2], (await ledger.LinesAsync(_account)).Order());
    }

    [Fact]
    public async Task Two_copies_share_the_work_without_doubling_any_of_it()
    {
        await using var ledger = await LedgerHost.StartAsync(copies: 2);
        var accounts = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToArray();

        await Task.WhenAll(accounts.Select(account => ledger.MakeAsync(account, 1, 25)));

        foreach (var account in accounts)
        {
            await Eventually.TrueAsync(async () => (await ledger.LinesAsync(account)).Count >= 25, "all entries of an account arrived");
            Assert.Equal(Enumerable.Range(1, 25), (await ledger.LinesAsync(account)).Order());
        }
    }

    [Fact]
    public async Task While_the_broker_is_away_events_wait_and_then_arrive()
    {
        await using var own = await LocalServers.StartAsync(ServerKinds.RabbitMq);
        await using var ledger = await LedgerHost.StartAsync(own: own);
        await ledger.MakeAsync(_account, 1, 1);
        await ArrivedAsync(ledger, 1);

        await own.KillAsync(ServerKinds.RabbitMq);
        await ledger.MakeAsync(_account, 2, 11);
        Assert.True(await ledger.ScalarAsync("select count(*) from outbox") > 0);
        await own.StartAgainAsync(ServerKinds.RabbitMq);

        await ArrivedAsync(ledger, 11);
        Assert.Equal(Enumerable.Range(1, 11), (await ledger.LinesAsync(_account)).Order());
    }

    [Fact]
    public async Task What_happened_before_a_deployed_listener_first_started_reaches_it_too()
    {
        await using var ledger = await LedgerHost.StartAsync(copies: 0);
        await ledger.DeployAsync();
        await ledger.AddCopyAsync(consumes: false);
        await ledger.MakeAsync(_account, 1, 5);
        await Eventually.TrueAsync(async () => await ledger.ScalarAsync("select count(*) from outbox") == 0, "all is published");

        await ledger.AddCopyAsync();

        await ArrivedAsync(ledger, 5);
        Assert.Equal(Enumerable.Range(1, 5), (await ledger.LinesAsync(_account)).Order());
        Assert.Equal(0u, await ledger.ReadyAsync(ledger.Address.Prefix + "unrouted"));
    }

    [Fact]
    public async Task A_message_that_can_never_be_taken_in_does_not_hold_up_the_others()
    {
        await using var ledger = await LedgerHost.StartAsync();

        await ledger.MakeAsync(_account, 1, 1, poison: true);
        await ledger.MakeAsync(_account, 2, 5);

        await ArrivedAsync(ledger, 4);
        Assert.DoesNotContain(1, await ledger.LinesAsync(_account));
        await Eventually.TrueAsync(async () => await ledger.ReadyAsync(ledger.Address.Prefix + "errors") == 1, "it waits for an operator");
    }

    private EntryMade Entry(int number) => new(_account, number, false, Actor.System("test"), DateTimeOffset.UnixEpoch);

    private Task ArrivedAsync(LedgerHost ledger, int count) =>
        Eventually.TrueAsync(async () => (await ledger.LinesAsync(_account)).Count >= count, $"{count} entries arrived");
}
