using System.Net;
using Npgsql;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Bulk;

/// <summary>A change of many tenants goes on behind its request: once each, whoever dies, and stops where something is wrong.</summary>
public sealed class BulkRunTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Each_tenant_is_changed_once_though_whoever_was_at_it_dies_in_the_middle_and_a_second_copy_runs()
    {
        var crowd = await Crowd.OfAsync(service, 120);
        await using var second = service.Factory.WithWebHostBuilder(_ => { });
        using var started = second.CreateClient();
        string? id;
        await using (var held = await HoldAsync(crowd.Ids[60]))
        {
            var accepted = await crowd.EnableAsync();
            Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
            id = (await accepted.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString();
            Assert.Equal($"/api/v1/change-sets/{id}", accepted.Headers.Location!.ToString());
            await Eventually.TrueAsync(async () => (await crowd.SetAsync(id)).GetProperty("done").GetInt32() == 60, "half of it is done", TimeSpan.FromMinutes(2));
            await using var kill = new NpgsqlCommand("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'", held);
            await kill.ExecuteScalarAsync();
        }

        var ended = await crowd.EndedAsync(id);

        Assert.Equal(("applied", 120), (ended.GetProperty("state").GetString(), ended.GetProperty("done").GetInt32()));
        Assert.Equal((120L, 120L), (await crowd.OverriddenAsync(), await service.ScalarAsync<long>($"select count(distinct tenant_id) from tenant_change_items where change_set_id = '{id}'")));
        Assert.Equal(120, (await service.AnnouncedAsync<OverrideSet>()).Count(set => set.FlagKey == crowd.Flag));
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Where(record => record.CorrelationId == id).GroupBy(record => record.Action).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal((1, 120), (audit["change-set.started"], audit["override.set"]));
    }

    [Fact]
    public async Task It_stops_at_what_somebody_changed_meanwhile_and_what_was_done_is_taken_back()
    {
        var crowd = await Crowd.OfAsync(service, 110);
        string? id;
        await using (var held = await HoldAsync(crowd.Ids[40]))
        {
            id = (await (await crowd.EnableAsync()).JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString();
            await Eventually.TrueAsync(async () => (await crowd.SetAsync(id)).GetProperty("done").GetInt32() == 40, "forty are done", TimeSpan.FromMinutes(2));
            await using var meanwhile = new NpgsqlCommand(
                $"insert into overrides (id, tenant_id, flag_key, level, subject, value, reason, rank, set_by, set_at, revision) values (gen_random_uuid(), '{crowd.Ids[70]}', '{crowd.Flag}', 'tenant', '{crowd.Ids[70]}', 'false', 'mine', 0, 'Eve', now(), 1)", held);
            await meanwhile.ExecuteNonQueryAsync();
            await using var commit = new NpgsqlCommand("commit", held);
            await commit.ExecuteNonQueryAsync();
        }

        var ended = await crowd.EndedAsync(id);

        Assert.Equal(("stopped", 70), (ended.GetProperty("state").GetString(), ended.GetProperty("done").GetInt32()));
        Assert.StartsWith("change-set.superseded", ended.GetProperty("error").GetString(), StringComparison.Ordinal);
        var undo = (await (await crowd.PostAsync(id, "undo")).JsonAsync()).GetProperty("id").GetString();
        Assert.Equal("applied", (await crowd.EndedAsync(undo)).GetProperty("state").GetString());
        Assert.Equal((0L, 1L), (await crowd.OverriddenAsync(), await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{crowd.Flag}'")));
    }

    [Fact]
    public async Task An_operator_stops_it_and_lets_it_go_on()
    {
        var crowd = await Crowd.OfAsync(service, 101);
        string? id;
        await using (await HoldAsync(crowd.Ids[10]))
        {
            id = (await (await crowd.EnableAsync()).JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString();
            await Eventually.TrueAsync(async () => (await crowd.SetAsync(id)).GetProperty("done").GetInt32() == 10, "ten are done", TimeSpan.FromMinutes(2));
            Assert.Equal("change-set.running", await (await crowd.PostAsync(id, "undo")).ProblemCodeAsync());
            Assert.Equal(HttpStatusCode.OK, (await crowd.PostAsync(id, "stop")).StatusCode);
        }

        await Eventually.TrueAsync(async () => (await crowd.SetAsync(id)).GetProperty("done").GetInt32() == 20, "the batch is ended", TimeSpan.FromMinutes(2));
        Assert.Equal("change-set.not-running", await (await crowd.PostAsync(id, "stop")).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, (await crowd.PostAsync(id, "resume")).StatusCode);
        Assert.Equal(("applied", 101), ((await crowd.EndedAsync(id)).GetProperty("state").GetString(), (await crowd.SetAsync(id)).GetProperty("done").GetInt32()));
        Assert.Equal("change-set.not-stopped", await (await crowd.PostAsync(id, "resume")).ProblemCodeAsync());
    }

    /// <summary>Whoever writes for this tenant waits until the connection is closed or commits.</summary>
    private async Task<NpgsqlConnection> HoldAsync(Guid tenant)
    {
        var connection = await service.SuperuserAsync();
        await using var hold = new NpgsqlCommand($"begin; select revision from tenant_revisions where tenant_id = '{tenant}' for update", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }
}
