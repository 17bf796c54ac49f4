using System.Net;
using StudioOps.Provisioning.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;
using static StudioOps.Provisioning.Tests.ProvisioningFixture;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class TakeDownTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>, IDisposable
{
    public void Dispose() => service.Upstreams.Heal();

    [Fact]
    public async Task A_deleted_tenant_is_taken_down_backwards_and_announced_once()
    {
        var (id, tenant) = await service.ReadyAsync();
        var made = service.Upstreams.Writes(id).Count;

        await DeleteAsync(id, tenant);

        await Eventually.TrueAsync(async () => (await GoneAsync(id)).Count > 0, "its end is announced");
        Assert.Equal(
            [$"DELETE {UpstreamServer.FlagDefaults(id)}", $"DELETE {UpstreamServer.Workspace(id)}", $"DELETE {UpstreamServer.Organisation(id)}"],
            service.Upstreams.Writes(id).Skip(made));
        Assert.Single(await GoneAsync(id));
        var state = await service.StateAsync(id);
        Assert.Equal("absent", state.GetProperty("wanted").GetString());
        Assert.Equal("skipped", StateOf(state, "onboarding-mail"));
        Assert.Empty(state.GetProperty("bindings").EnumerateArray());
        Assert.False(Condition(state, "Ready"));
        Assert.True(Condition(state, "Synced"));
    }

    [Fact]
    public async Task A_thing_that_stays_upstream_is_an_error_and_no_end_is_announced()
    {
        var (id, tenant) = await service.ReadyAsync();
        service.Upstreams.FailFor(UpstreamServer.Workspace(id), "DELETE", () => Results.NoContent());

        await DeleteAsync(id, tenant);

        var stuck = await service.UntilAsync(id, state => StateOf(state, "workspace") == "error", "the orphan is found");
        Assert.Equal("The upstream took the removal and still shows it.", Step(stuck, "workspace").GetProperty("error").GetString());
        Assert.Empty(await GoneAsync(id));

        service.Upstreams.Heal();
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(async () => (await GoneAsync(id)).Count == 1, "its end is announced");
        Assert.False(service.Upstreams.Holds(UpstreamServer.Workspace(id)));
    }

    [Fact]
    public async Task Deletion_while_things_are_being_made_leaves_nothing()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        service.Upstreams.Fault = async (method, path) =>
        {
            if (method == "PUT" && path.Contains("/workspaces/", StringComparison.Ordinal))
            {
                reached.TrySetResult();
                await goOn.Task;
            }

            return null;
        };
        var (id, tenant) = await service.CreateAsync();
        await reached.Task.WaitAsync(Eventually.Deadline);

        await DeleteAsync(id, tenant);
        goOn.SetResult();

        await Eventually.TrueAsync(async () => (await GoneAsync(id)).Count == 1, "its end is announced");
        Assert.False(service.Upstreams.Holds(UpstreamServer.Organisation(id)) || service.Upstreams.Holds(UpstreamServer.Workspace(id)) || service.Upstreams.Holds(UpstreamServer.FlagDefaults(id)));
        Assert.Empty(service.Mail.Of(id));
    }

    [Fact]
    public async Task When_the_tenant_is_deleted_its_rows_go_and_a_late_event_brings_none_back()
    {
        var (id, tenant) = await service.ReadyAsync();
        await DeleteAsync(id, tenant);
        await Eventually.TrueAsync(async () => (await GoneAsync(id)).Count == 1, "its end is announced");

        await service.DeliverAsync(new TenantDeleted(id, 3, tenant with { Status = TenantStatus.Deleted }, Someone, service.Clock.GetUtcNow()));
        await service.DeliverAsync(new TenantUpdated(id, 2, tenant, Someone, service.Clock.GetUtcNow()));

        var answer = await service.Operator().GetAsync($"/api/v1/provisioning/{id}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        foreach (var table in new[] { "provisions", "provision_steps", "resource_bindings", "onboarding_mails", "operations" })
        {
            Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from {table} where tenant_id = '{id}'"));
        }
    }

    [Fact]
    public async Task A_suspended_tenant_keeps_what_it_has_and_gets_no_mail()
    {
        service.Mail.Stop();
        var (id, tenant) = await service.CreateAsync();
        await service.UntilAsync(id, state => StateOf(state, "onboarding-mail") == "error", "the mail step failed");

        await service.DeliverAsync(new TenantSuspended(id, 2, tenant with { Status = TenantStatus.Suspended }, "Invoice unpaid", Someone, service.Clock.GetUtcNow()));
        service.Mail.Start();

        var state = await service.UntilAsync(id, s => StateOf(s, "onboarding-mail") == "skipped", "the mail is skipped");
        Assert.Equal("The tenant is suspended: no mail is sent.", Step(state, "onboarding-mail").GetProperty("error").GetString());
        Assert.True(service.Upstreams.Holds(UpstreamServer.Organisation(id)));
        Assert.Empty(service.Mail.Of(id));

        await service.DeliverAsync(new TenantResumed(id, 3, tenant with { Status = TenantStatus.Active }, Someone, service.Clock.GetUtcNow()));
        await service.UntilAsync(id, s => StateOf(s, "onboarding-mail") == "ok", "the mail goes out");
        Assert.Single(service.Mail.Of(id));
    }

    private Task DeleteAsync(Guid id, TenantDetails tenant) =>
        service.DeliverAsync(new TenantDeletionRequested(id, 2, tenant with { Status = TenantStatus.Deleting }, "Contract ended", Someone, service.Clock.GetUtcNow()));

    private async Task<IReadOnlyList<TenantDeprovisioned>> GoneAsync(Guid id) => [.. (await service.AnnouncedAsync<TenantDeprovisioned>()).Where(gone => gone.TenantId == id)];
}
