using System.Diagnostics;
using StudioOps.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;
using static StudioOps.Provisioning.Tests.ProvisioningFixture;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class ProvisionTenantTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>
{
    [Fact]
    public async Task A_created_tenant_gets_everything_in_order_and_is_announced_ready_once()
    {
        var (id, tenant) = await service.CreateAsync();

        var state = await service.UntilAsync(id, IsReady, "everything is provisioned");

        Assert.Equal(["organisation", "workspace", "flag-defaults", "onboarding-mail"], state.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()));
        Assert.All(state.GetProperty("steps").EnumerateArray(), step => Assert.Equal("ok", step.GetProperty("state").GetString()));
        Assert.Equal(
            [$"PUT {UpstreamServer.Organisation(id)}", $"PUT {UpstreamServer.Workspace(id)}", $"PUT {UpstreamServer.FlagDefaults(id)}"], service.Upstreams.Writes(id));
        Assert.Contains(state.GetProperty("bindings").EnumerateArray(), binding => binding.GetProperty("externalId").GetString() == $"ws_{tenant.Slug}");
        Assert.Equal(4, state.GetProperty("lastRun").GetProperty("writes").GetInt32());
        var changes = await service.ChangesAsync(id);
        Assert.Single(changes, change => change.Ready);
        Assert.True(changes[^1] is { Ready: true, ObservedRevision: 1 });
        Assert.Equal(changes.Select(change => change.Revision).Order().Distinct(), changes.Select(change => change.Revision));
    }

    [Fact]
    public async Task The_owner_gets_one_mail_with_text_and_html()
    {
        var (id, tenant) = await service.ReadyAsync();

        var mail = Assert.Single(service.Mail.Of(id));
        Assert.Equal(tenant.OwnerEmail, mail.To);
        Assert.Equal("Acme Studio is ready", mail.Header("Subject"));
        Assert.StartsWith("multipart/alternative", mail.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("text/plain", mail.Text, StringComparison.Ordinal);
        Assert.Contains("text/html", mail.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconciling_again_writes_nothing_and_is_audited()
    {
        var (id, _) = await service.ReadyAsync();
        var (writes, announced) = (service.Upstreams.Writes(id).Count, (await service.ChangesAsync(id)).Count);

        var operation = await service.ReconcileAsync(id);

        Assert.Equal("succeeded", operation.GetProperty("state").GetString());
        Assert.All(operation.GetProperty("steps").EnumerateArray(), step => Assert.EndsWith(": no writes", step.GetProperty("name").GetString(), StringComparison.Ordinal));
        Assert.Equal(4, operation.GetProperty("steps").GetArrayLength());
        Assert.Equal(0, (await service.StateAsync(id)).GetProperty("lastRun").GetProperty("writes").GetInt32());
        Assert.Equal(writes, service.Upstreams.Writes(id).Count);
        Assert.Equal(announced, (await service.ChangesAsync(id)).Count);
        Assert.Single(service.Mail.Of(id));
        var audited = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), record => record.TenantId == id);
        Assert.Equal(("provisioning.reconcile-requested", "Ada Operator"), (audited.Action, audited.Actor.Name));
    }

    [Fact]
    public async Task What_somebody_removed_or_changed_outside_is_found_and_made_again()
    {
        var (id, tenant) = await service.ReadyAsync();
        service.Upstreams.Lose(UpstreamServer.Workspace(id));
        service.Upstreams.Change(UpstreamServer.Organisation(id), "name", "Not Acme");

        service.Clock.Advance(TimeSpan.FromMinutes(5));

        await Eventually.TrueAsync(() => Task.FromResult(service.Upstreams.Holds(UpstreamServer.Workspace(id)) && service.Upstreams.Writes(id).Count == 5), "both are repaired");
        var state = await service.UntilAsync(id, s => s.GetProperty("lastRun").GetProperty("writes").GetInt32() == 2, "the run ended");
        Assert.True(IsReady(state));
        Assert.Single(service.Mail.Of(id));
        Assert.Equal("Acme Studio", tenant.Name);
    }

    [Fact]
    public async Task A_new_name_reaches_identity_and_an_old_event_changes_nothing()
    {
        var (id, tenant) = await service.ReadyAsync();

        await service.DeliverAsync(new TenantUpdated(id, 3, tenant with { Name = "Acme Two", Status = TenantStatus.Active }, Someone, service.Clock.GetUtcNow()));
        await service.DeliverAsync(new TenantUpdated(id, 2, tenant with { Name = "Acme One" }, Someone, service.Clock.GetUtcNow()));

        var state = await service.UntilAsync(id, s => IsReady(s) && s.GetProperty("observedRevision").GetInt64() == 3, "revision 3 is reconciled");
        Assert.Equal("Acme Two", state.GetProperty("name").GetString());
        Assert.Equal(1, state.GetProperty("lastRun").GetProperty("writes").GetInt32());
    }

    [Fact]
    public async Task An_event_that_changes_nothing_a_step_cares_about_asks_no_upstream()
    {
        var (id, tenant) = await service.ReadyAsync();
        var requests = service.Upstreams.Requests.Count(request => request.Contains(id.ToString(), StringComparison.Ordinal));

        await service.DeliverAsync(new TenantActivated(id, 2, tenant with { Status = TenantStatus.Active }, Someone, service.Clock.GetUtcNow()));

        var state = await service.StateAsync(id);
        Assert.Equal((2, 2), (state.GetProperty("desiredRevision").GetInt64(), state.GetProperty("observedRevision").GetInt64()));
        Assert.Equal(requests, service.Upstreams.Requests.Count(request => request.Contains(id.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_reconcile_is_part_of_the_trace_that_created_the_tenant()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "StudioOps" or "MassTransit" or "Test",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("Test");
        using var request = source.StartActivity("request");

        var (id, _) = await service.ReadyAsync();

        await Eventually.TrueAsync(() => Task.FromResult(spans.Any(span => IsOf(span, "reconcile"))), "the run's span ended");
        Assert.Equal(request!.TraceId, spans.First(span => IsOf(span, "reconcile")).TraceId);
        Assert.Equal(request.TraceId, spans.First(span => IsOf(span, "step workspace")).TraceId);

        bool IsOf(Activity span, string name) => span.OperationName == name && Equals(span.GetTagItem("studioops.tenant.id"), id.ToString());
    }
}
