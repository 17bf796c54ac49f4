using Npgsql;
using StudioOps.Testing;
using static StudioOps.Provisioning.Tests.ProvisioningFixture;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class TwoCopiesTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>, IDisposable
{
    public void Dispose() => service.Upstreams.Heal();

    [Fact]
    public async Task Two_copies_share_the_work_and_never_work_on_one_tenant_at_once()
    {
        await using var second = service.Factory.WithWebHostBuilder(_ => { });
        using var client = second.CreateClient();
        await Eventually.TrueAsync(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, "the second copy is ready");

        var tenants = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => service.CreateAsync()));

        foreach (var (id, _) in tenants)
        {
            await service.UntilAsync(id, IsReady, "everything is provisioned");
            Assert.Equal(3, service.Upstreams.Writes(id).Count);
            Assert.Single(service.Mail.Of(id));
            Assert.Single(await service.ChangesAsync(id), change => change.Ready);
            Assert.Equal(1, service.Upstreams.MostAtOnce[id]);
        }
    }

    [Fact]
    public async Task A_run_whose_lease_broke_may_not_speak_any_more_and_another_copy_finishes()
    {
        await using var second = service.Factory.WithWebHostBuilder(_ => { });
        using var client = second.CreateClient();
        var (held, goOn) = (0, new TaskCompletionSource());
        service.Upstreams.Fault = async (method, path) =>
        {
            if (method == "PUT" && path.Contains("/workspaces/", StringComparison.Ordinal) && Interlocked.Increment(ref held) == 1)
            {
                await goOn.Task;
            }

            return null;
        };
        var (id, _) = await service.CreateAsync();
        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref held) == 1), "the first run is inside the workspace step");

        await using (var superuser = await service.SuperuserAsync())
        {
            await using var cut = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()) and pid <> pg_backend_pid()", superuser);
            await cut.ExecuteNonQueryAsync();
        }

        await service.UntilAsync(id, IsReady, "the other copy finished");
        var settled = await service.StateAsync(id);
        goOn.SetResult();

        await Eventually.TrueAsync(() => Task.FromResult(service.Upstreams.Writes(id).Count(write => write.Contains("/workspaces/", StringComparison.Ordinal)) == 2), "the first run went on");
        await service.ReconcileAsync(id);
        var after = await service.StateAsync(id);
        Assert.Equal(settled.GetProperty("revision").GetInt64(), after.GetProperty("revision").GetInt64());
        Assert.Single(await service.ChangesAsync(id), change => change.Ready);
        Assert.Single(service.Mail.Of(id));
    }
}
