using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Partners;

public sealed class PartnerTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    [Fact]
    public async Task A_partner_is_made_announced_audited_and_found_by_slug_and_by_id()
    {
        var (id, slug) = await service.PartnerAsync("Nordic Partners");

        foreach (var key in new[] { slug, id.ToString() })
        {
            var found = await service.Operator("partners.read").GetAsync($"/api/v1/partners/{key}");
            Assert.Equal("Nordic Partners", (await found.JsonAsync()).GetProperty("name").GetString());
            Assert.Equal("\"1\"", found.Headers.ETag!.Tag);
        }

        var created = Assert.Single(await service.AnnouncedAsync<PartnerCreated>(), e => e.PartnerId == id);
        Assert.Equal((1L, slug, "Ada Operator", TenantServiceFixture.Now), (created.Revision, created.Partner.Slug, created.Actor.Name, created.OccurredAt));
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.ObjectId == id.ToString());
        Assert.Equal(("partner.created", (Guid?)null), (audit.Action, audit.TenantId));
        Assert.Contains(new FieldChange("name", null, "Nordic Partners"), audit.Changes);
    }

    [Fact]
    public async Task An_edit_needs_the_newest_etag_and_an_edit_that_changes_nothing_is_not_announced()
    {
        var (id, slug) = await service.PartnerAsync();

        var blind = await service.Operator().PutAsJsonAsync($"/api/v1/partners/{slug}", new { name = "Renamed" });
        var same = await PutAsync(slug, "Partner", 1);
        var first = await PutAsync(slug, "Renamed", 1);
        var stale = await PutAsync(slug, "Renamed again", 1);

        Assert.Equal("precondition.required", await blind.ProblemCodeAsync());
        Assert.Equal(1, (await same.JsonAsync()).GetProperty("revision").GetInt64());
        Assert.Equal((2, "\"2\""), ((await first.JsonAsync()).GetProperty("revision").GetInt32(), first.Headers.ETag!.Tag));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "precondition.failed"), (stale.StatusCode, await stale.ProblemCodeAsync()));
        var updated = Assert.Single(await service.AnnouncedAsync<PartnerUpdated>(), e => e.PartnerId == id);
        Assert.Equal((2L, "Renamed"), (updated.Revision, updated.Partner.Name));
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.ObjectId == id.ToString() && e.Action == "partner.updated");
        Assert.Contains(new FieldChange("name", "Partner", "Renamed"), audit.Changes);
    }

    [Fact]
    public async Task A_partner_goes_once_it_has_no_tenants()
    {
        var (id, slug) = await service.PartnerAsync();
        var (tenant, tenantSlug, _) = await service.CreateAsync();
        await (await service.AttachAsync(tenantSlug, slug)).JsonAsync();

        var refused = await service.Operator().DeleteAsync($"/api/v1/partners/{slug}");
        await (await service.DetachAsync(tenantSlug)).JsonAsync();
        var stale = await DeleteAsync(slug, 7);
        var gone = await DeleteAsync(slug, 1);
        var again = await service.Operator().DeleteAsync($"/api/v1/partners/{slug}");

        Assert.Equal((HttpStatusCode.Conflict, "partner.has-tenants"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        Assert.Equal("precondition.failed", await stale.ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("partner.not-found", await again.ProblemCodeAsync());
        Assert.Equal(0L, await service.ScalarAsync<long>($"select count(*) from partners where id = '{id}'"));
        Assert.Equal(2L, Assert.Single(await service.AnnouncedAsync<PartnerDeleted>(), e => e.PartnerId == id).Revision);
        Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.ObjectId == id.ToString() && e.Action == "partner.deleted");
        Assert.DoesNotContain(await service.AnnouncedAsync<TenantUpdated>(), e => e.TenantId == tenant && e.Tenant.PartnerId == id && e.Revision > 3);
    }

    [Fact]
    public async Task A_deleted_tenant_holds_no_partner_back()
    {
        var (_, slug) = await service.PartnerAsync();
        var draft = TenantServiceFixture.NewSlug();
        await (await service.Operator().PostAsJsonAsync("/api/v1/tenants", new { slug = draft, name = "Never", plan = "mvp", ownerEmail = "n@n.example", draft = true })).JsonAsync(HttpStatusCode.Created);
        await (await service.AttachAsync(draft, slug)).JsonAsync();
        await (await service.Operator().SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/tenants/{draft}") { Content = JsonContent.Create(new { slug = draft, reason = "a mistake" }) })).JsonAsync(HttpStatusCode.Accepted);

        var gone = await service.Operator().DeleteAsync($"/api/v1/partners/{slug}");

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        Assert.Equal("deleted", await service.ScalarAsync<string>($"select status from tenants where slug = '{draft}' and partner_id is null"));
    }

    [Theory]
    [InlineData("""{"slug":"Nordic","name":"N"}""", HttpStatusCode.UnprocessableEntity, "partner.slug-invalid")]
    [InlineData("""{"slug":"nordic"}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"slug":"nordic","name":""}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"slug":"nordic","name":"N","tenants":[]}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"slug":""", HttpStatusCode.BadRequest, "request.malformed")]
    public async Task A_body_that_is_wrong_gets_a_clear_4xx_and_stores_nothing(string body, HttpStatusCode status, string code)
    {
        var response = await service.Operator().PostAsync("/api/v1/partners", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal((status, code), (response.StatusCode, await response.ProblemCodeAsync()));
        Assert.Equal(0L, await service.ScalarAsync<long>("select count(*) from partners where slug ilike 'nordic'"));
    }

    [Fact]
    public async Task Of_ten_at_once_with_one_slug_one_wins_and_the_others_hear_a_conflict()
    {
        var request = new { slug = TenantServiceFixture.NewSlug(), name = "Only one" };

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.Operator().PostAsJsonAsync("/api/v1/partners", request)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await service.AnnouncedAsync<PartnerCreated>(), e => e.Partner.Slug == request.slug);
    }

    [Fact]
    public async Task The_list_is_searched_sorted_and_paged_on_the_server()
    {
        foreach (var name in new[] { "Zebra 100% GmbH", "Apple 100_ Ltd", "Mango 100% SA" })
        {
            await service.PartnerAsync(name);
        }

        var found = await service.Operator().GetFromJsonAsync<JsonElement>("/api/v1/partners?q=100%25");
        var first = await service.Operator().GetFromJsonAsync<JsonElement>("/api/v1/partners?q=100&limit=2&sort=-name");
        var second = await service.Operator().GetFromJsonAsync<JsonElement>($"/api/v1/partners?q=100&limit=2&sort=-name&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(["Mango 100% SA", "Zebra 100% GmbH"], Names(found));
        Assert.Equal(["Zebra 100% GmbH", "Mango 100% SA", "Apple 100_ Ltd"], Names(first).Concat(Names(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/partners?sort=colour")).ProblemCodeAsync());
    }

    private static IEnumerable<string?> Names(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString());

    private Task<HttpResponseMessage> PutAsync(string slug, string name, long revision) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Put, $"/api/v1/partners/{slug}") { Content = JsonContent.Create(new { name }), Headers = { IfMatch = { new EntityTagHeaderValue($"\"{revision}\"") } } });

    private Task<HttpResponseMessage> DeleteAsync(string slug, long revision) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/partners/{slug}") { Headers = { IfMatch = { new EntityTagHeaderValue($"\"{revision}\"") } } });
}
