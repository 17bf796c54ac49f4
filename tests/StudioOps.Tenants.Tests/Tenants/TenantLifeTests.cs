using System.Net;
using System.Net.Http.Headers;
using StudioOps.Contracts;
using StudioOps.Provisioning.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Tenants;

public sealed class TenantLifeTests(TenantBusFixture service) : IClassFixture<TenantBusFixture>
{
    private static readonly ProvisioningStep[] Ok = [new("organisation", "ok", null), new("workspace", "ok", null)];

    [Fact]
    public async Task It_activates_itself_when_everything_is_ready_and_the_operation_ends()
    {
        var (id, slug, operation) = await service.CreateAsync();

        await service.DeliverAsync(Changed(id, 1, ready: false, [new("organisation", "ok", null), new("workspace", "pending", null)]));
        var half = await (await service.Operator().GetAsync($"/api/v1/operations/{operation}")).JsonAsync();
        await service.DeliverAsync(Changed(id, 2, ready: true, Ok));

        Assert.Equal(50, half.GetProperty("percent").GetInt32());
        Assert.Equal("active", await StatusAsync(slug));
        Assert.Equal("succeeded", (await (await service.Operator().GetAsync($"/api/v1/operations/{operation}")).JsonAsync()).GetProperty("state").GetString());
        Assert.Single(await service.AnnouncedAsync<TenantActivated>(), e => e.TenantId == id);
    }

    [Fact]
    public async Task Twice_and_out_of_order_has_the_effect_of_once_in_order()
    {
        var (id, slug, _) = await service.CreateAsync();
        var ready = Changed(id, 2, ready: true, Ok);
        var messageId = Guid.CreateVersion7();

        await service.DeliverAsync(ready, messageId);
        await service.DeliverAsync(ready, messageId);
        await service.DeliverAsync(Changed(id, 1, ready: false, [new("workspace", "error", "late")]));

        Assert.Equal("active", await StatusAsync(slug));
        Assert.Single(await service.AnnouncedAsync<TenantActivated>(), e => e.TenantId == id);
        Assert.DoesNotContain(await service.AnnouncedAsync<TenantDegraded>(), e => e.TenantId == id);
    }

    [Fact]
    public async Task A_promise_that_breaks_degrades_it_and_one_that_heals_brings_it_back()
    {
        var (id, slug, _) = await ActiveAsync();

        await service.DeliverAsync(Changed(id, 2, ready: false, [new("workspace", "error", "The schema is gone.")]));
        var degraded = await StatusAsync(slug);
        await service.DeliverAsync(Changed(id, 3, ready: true, Ok));

        Assert.Equal(("degraded", "active"), (degraded, await StatusAsync(slug)));
        Assert.Equal("workspace: The schema is gone.", Assert.Single(await service.AnnouncedAsync<TenantDegraded>(), e => e.TenantId == id).Reason);
    }

    [Fact]
    public async Task Suspending_twice_is_refused_and_announced_once()
    {
        var (id, slug, _) = await ActiveAsync();
        var request = new { reason = "Invoice 118 is unpaid" };

        var first = await service.Operator().PostAsJsonAsync($"/api/v1/tenants/{slug}/suspend", request);
        var second = await service.Operator().PostAsJsonAsync($"/api/v1/tenants/{id}/suspend", request);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("tenant.already-suspended", await second.ProblemCodeAsync());
        var announced = Assert.Single(await service.AnnouncedAsync<TenantSuspended>(), e => e.TenantId == id);
        Assert.Equal((TenantServiceFixture.Now, "suspended"), (announced.OccurredAt, announced.Tenant.Status));
        Assert.Equal("Invoice 118 is unpaid", Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.TenantId == id && e.Action == "tenant.suspended").Reason);
    }

    [Fact]
    public async Task Resuming_goes_back_to_where_it_was()
    {
        var (id, slug, _) = await service.CreateAsync();
        await service.Operator().PostAsJsonAsync($"/api/v1/tenants/{slug}/suspend", new { reason = "wait a little" });
        await service.DeliverAsync(Changed(id, 1, ready: true, Ok));

        var suspended = await StatusAsync(slug);
        await service.Operator().PostAsJsonAsync($"/api/v1/tenants/{slug}/resume", new { reason = "paid" });

        Assert.Equal(("suspended", "active"), (suspended, await StatusAsync(slug)));
    }

    [Fact]
    public async Task Deleting_wants_the_slug_typed_and_ends_when_nothing_is_left()
    {
        var (id, slug, _) = await ActiveAsync();

        var wrong = await DeleteAsync(slug, "another");
        var accepted = await (await DeleteAsync(slug, slug)).JsonAsync(HttpStatusCode.Accepted);
        var deleting = await StatusAsync(slug);
        await service.DeliverAsync(new TenantDeprovisioned(id, 9, Actor.System("reconciler"), TenantServiceFixture.Now));

        Assert.Equal("tenant.slug-mismatch", await wrong.ProblemCodeAsync());
        Assert.Equal(("deleting", "deleted"), (deleting, await StatusAsync(slug)));
        Assert.Equal("succeeded", (await (await service.Operator().GetAsync($"/api/v1/operations/{accepted.GetProperty("id").GetString()}")).JsonAsync()).GetProperty("state").GetString());
        Assert.Single(await service.AnnouncedAsync<TenantDeleted>(), e => e.TenantId == id);
        Assert.DoesNotContain(slug, await service.Operator().GetStringAsync("/api/v1/tenants?limit=200"), StringComparison.Ordinal);
        Assert.Contains(slug, await service.Operator().GetStringAsync("/api/v1/tenants?limit=200&status=deleted"), StringComparison.Ordinal);
        Assert.Equal("tenant.slug-taken", await (await service.Operator().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug))).ProblemCodeAsync());
    }

    [Fact]
    public async Task An_edit_needs_the_etag_and_the_newest_one()
    {
        var (id, slug, _) = await service.CreateAsync();
        var edit = new { name = "Acme Two", plan = "enterprise", ownerEmail = "new@acme.example" };

        var blind = await service.Operator().PutAsJsonAsync($"/api/v1/tenants/{slug}", edit);
        var tag = (await service.Operator().GetAsync($"/api/v1/tenants/{slug}")).Headers.ETag!;
        var first = await PutAsync(slug, edit, tag);
        var second = await PutAsync(slug, edit, tag);

        Assert.Equal("precondition.required", await blind.ProblemCodeAsync());
        Assert.Equal("Acme Two", (await first.JsonAsync()).GetProperty("name").GetString());
        Assert.Equal("precondition.failed", await second.ProblemCodeAsync());
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.TenantId == id && e.Action == "tenant.updated");
        Assert.Contains(new FieldChange("name", "Acme Studio", "Acme Two"), audit.Changes);
    }

    [Fact]
    public async Task A_draft_waits_until_it_is_started()
    {
        var slug = TenantServiceFixture.NewSlug();
        var draft = await (await service.Operator().PostAsJsonAsync("/api/v1/tenants", new { slug, name = "Later", plan = "mvp", ownerEmail = "l@l.example", draft = true })).JsonAsync(HttpStatusCode.Created);
        var id = draft.GetProperty("id").GetGuid();
        Assert.DoesNotContain(await service.AnnouncedAsync<TenantCreated>(), e => e.TenantId == id);

        await (await service.Operator().PostAsync($"/api/v1/tenants/{slug}/start", null)).JsonAsync(HttpStatusCode.Accepted);
        var again = await service.Operator().PostAsync($"/api/v1/tenants/{slug}/start", null);

        Assert.Single(await service.AnnouncedAsync<TenantCreated>(), e => e.TenantId == id);
        Assert.Equal("tenant.not-draft", await again.ProblemCodeAsync());
    }

    private async Task<(Guid Id, string Slug, string Operation)> ActiveAsync()
    {
        var tenant = await service.CreateAsync();
        await service.DeliverAsync(Changed(tenant.Id, 1, ready: true, Ok));
        return tenant;
    }

    private static ProvisioningChanged Changed(Guid id, long revision, bool ready, ProvisioningStep[] steps) =>
        new(id, revision, 1, ready, steps, Actor.System("reconciler"), TenantServiceFixture.Now);

    private async Task<string?> StatusAsync(string slug) =>
        (await (await service.Operator().GetAsync($"/api/v1/tenants/{slug}")).JsonAsync()).GetProperty("status").GetString();

    private Task<HttpResponseMessage> DeleteAsync(string slug, string typed) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/tenants/{slug}") { Content = JsonContent.Create(new { slug = typed, reason = "asked to go" }) });

    private Task<HttpResponseMessage> PutAsync(string slug, object edit, EntityTagHeaderValue tag) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Put, $"/api/v1/tenants/{slug}") { Content = JsonContent.Create(edit), Headers = { IfMatch = { tag } } });
}
