using System.Net;
using Npgsql;
using StudioOps.Identity.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.ServiceAccounts;

/// <summary>Idempotency-Key when the server dies at the worst moment. A service account is the telling case: nothing but the key stops a second one.</summary>
public sealed class RepeatedRequestTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task What_was_done_is_not_done_twice_when_the_answer_could_not_be_kept()
    {
        using var client = identity.Operator();
        await WithAsync("create trigger dies before update on idempotency_keys for each row when (old.status is not null) execute function die()", async () =>
            Assert.Equal(HttpStatusCode.Created, (await AskAsync(client, "lost", "Lost")).StatusCode));
        await LongAgoAsync("lost");

        var second = await AskAsync(client, "lost", "Lost");

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("idempotency.answer-lost", await second.ProblemCodeAsync());
        Assert.Equal(1, await identity.ScalarAsync<long>("select count(*) from service_accounts where name = 'Lost'"));
    }

    [Fact]
    public async Task What_was_not_done_is_done_by_the_next_who_asks()
    {
        using var client = identity.Operator();
        await WithAsync("create trigger dies before insert on service_accounts for each row execute function die()", async () =>
            Assert.Equal(HttpStatusCode.InternalServerError, (await AskAsync(client, "undone", "Undone")).StatusCode));

        Assert.Equal(HttpStatusCode.Created, (await AskAsync(client, "undone", "Undone")).StatusCode);
        Assert.Equal(1, await identity.ScalarAsync<long>("select count(*) from service_accounts where name = 'Undone'"));
    }

    [Fact]
    public async Task A_claim_whose_server_died_is_taken_over_and_only_the_new_one_counts()
    {
        using var client = identity.Operator();
        await using var connection = await identity.SuperuserAsync();
        await using var hold = new NpgsqlCommand("begin; lock table audit_counter in exclusive mode", connection);
        await hold.ExecuteNonQueryAsync();
        var slow = AskAsync(client, "taken", "Taken");
        await Eventually.TrueAsync(async () => await WaitersAsync() == 1, "the first request waits");
        await LongAgoAsync("taken");
        var next = AskAsync(client, "taken", "Taken");
        await Eventually.TrueAsync(async () => await WaitersAsync() == 2, "the second request took over and waits too");
        await using var release = new NpgsqlCommand("rollback", connection);
        await release.ExecuteNonQueryAsync();

        Assert.Equal(HttpStatusCode.Created, (await next).StatusCode);
        Assert.Equal("idempotency.in-flight", await (await slow).ProblemCodeAsync());
        Assert.Equal(1, await identity.ScalarAsync<long>("select count(*) from service_accounts where name = 'Taken'"));
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient client, string key, string name)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/service-accounts")
        {
            Content = JsonContent.Create(new { tenant = "northwind", name, permissions = new[] { Permissions.FlagsEvaluate } }),
        };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request);
    }

    /// <summary>Who waits for a lock in this database; the server holds those of other tests too.</summary>
    private Task<long> WaitersAsync() => identity.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");

    private async Task WithAsync(string trigger, Func<Task> test)
    {
        await using var connection = await identity.SuperuserAsync();
        await using var create = new NpgsqlCommand("create or replace function die() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$;" + trigger, connection);
        await create.ExecuteNonQueryAsync();
        await test();
        await using var drop = new NpgsqlCommand("drop function die() cascade", connection);
        await drop.ExecuteNonQueryAsync();
    }

    private async Task LongAgoAsync(string key) =>
        Assert.Equal(1, await identity.ScalarAsync<long>($"with moved as (update idempotency_keys set created_at = created_at - interval '1 minute' where key = '{key}' returning 1) select count(*) from moved"));
}
