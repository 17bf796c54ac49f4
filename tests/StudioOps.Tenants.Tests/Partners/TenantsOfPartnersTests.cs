using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Partners;

public sealed class TenantsOfPartnersTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    [Fact]
    public async Task Attaching_and_detaching_is_announced_with_the_partner_and_audited()
    {
        var (partner, slug) = await service.PartnerAsync();
        var (tenant, tenantSlug, _) = await service.CreateAsync();

        var attached = await (await service.AttachAsync(tenantSlug, slug)).JsonAsync();
        var again = await (await service.AttachAsync(tenantSlug, partner.ToString())).JsonAsync();
        var listed = await service.Operator().GetFromJsonAsync<JsonElement>($"/api/v1/tenants?partner={partner}");
        var detached = await (await service.DetachAsync(tenantSlug)).JsonAsync();

        Assert.Equal(partner, attached.GetProperty("partnerId").GetGuid());
        Assert.Equal(attached.GetProperty("revision").GetInt64(), again.GetProperty("revision").GetInt64());
        Assert.Equal(tenant, Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Equal(JsonValueKind.Null, detached.GetProperty("partnerId").ValueKind);
        Assert.Equal([partner, null], (await service.AnnouncedAsync<TenantUpdated>()).Where(e => e.TenantId == tenant).Select(e => e.Tenant.PartnerId));
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Where(e => e.TenantId == tenant).ToDictionary(e => e.Action);
        Assert.Contains(new FieldChange("partnerId", null, partner.ToString()), audit["tenant.partner-attached"].Changes);
        Assert.Contains(new FieldChange("partnerId", partner.ToString(), null), audit["tenant.partner-detached"].Changes);
    }

    [Fact]
    public async Task A_tenant_may_be_made_for_a_partner_and_only_for_one_there_is()
    {
        var (partner, _) = await service.PartnerAsync();
        var (slug, other) = (TenantServiceFixture.NewSlug(), TenantServiceFixture.NewSlug());

        await (await PostAsync(slug, partner)).JsonAsync(HttpStatusCode.Accepted);
        var unknown = await PostAsync(other, Guid.CreateVersion7());

        Assert.Equal(partner, Assert.Single(await service.AnnouncedAsync<TenantCreated>(), e => e.Tenant.Slug == slug).Tenant.PartnerId);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "partner.unknown"), (unknown.StatusCode, await unknown.ProblemCodeAsync()));
        Assert.Equal(0L, await service.ScalarAsync<long>($"select count(*) from tenants where slug = '{other}'"));
    }

    [Fact]
    public async Task An_unknown_partner_a_stale_etag_and_none_are_refused_and_change_nothing()
    {
        var (_, slug) = await service.PartnerAsync();
        var (tenant, tenantSlug, _) = await service.CreateAsync();
        var before = await RowAsync(tenant);

        var unknown = await service.AttachAsync(tenantSlug, "nobody-here");
        var blind = await service.Operator().PutAsJsonAsync($"/api/v1/tenants/{tenantSlug}/partner", new { partner = slug });
        var stale = await service.Operator().SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/api/v1/tenants/{tenantSlug}/partner")
        {
            Content = JsonContent.Create(new { partner = slug }), Headers = { IfMatch = { new EntityTagHeaderValue("\"99\"") } },
        });

        Assert.Equal("partner.unknown", await unknown.ProblemCodeAsync());
        Assert.Equal("precondition.required", await blind.ProblemCodeAsync());
        Assert.Equal("precondition.failed", await stale.ProblemCodeAsync());
        Assert.Equal(before, await RowAsync(tenant));
    }

    [Fact]
    public async Task Attaching_while_the_partner_is_deleted_ends_in_one_of_the_two_and_never_between()
    {
        for (var round = 0; round < 5; round++)
        {
            var (partner, slug) = await service.PartnerAsync();
            var (tenant, tenantSlug, _) = await service.CreateAsync();

            var attach = service.AttachAsync(tenantSlug, slug);
            var delete = service.Operator().DeleteAsync($"/api/v1/partners/{slug}");
            var (attached, deleted) = (await attach, await delete);

            Assert.NotEqual(attached.IsSuccessStatusCode, deleted.IsSuccessStatusCode);
            Assert.Equal(attached.IsSuccessStatusCode ? 1L : 0L, await service.ScalarAsync<long>($"select count(*) from tenants t join partners p on p.id = t.partner_id where t.id = '{tenant}'"));
            Assert.Equal(attached.IsSuccessStatusCode, (await service.AnnouncedAsync<TenantUpdated>()).Any(e => e.TenantId == tenant && e.Tenant.PartnerId == partner));
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/partners", null)]
    [InlineData("POST", "/api/v1/partners", """{"slug":"mine-all-mine","name":"x"}""")]
    [InlineData("GET", "/api/v1/partners/{0}", null)]
    [InlineData("PUT", "/api/v1/partners/{0}", """{"name":"x"}""")]
    [InlineData("DELETE", "/api/v1/partners/{0}", null)]
    [InlineData("PUT", "/api/v1/tenants/{1}/partner", """{"partner":"x"}""")]
    [InlineData("DELETE", "/api/v1/tenants/{1}/partner", null)]
    public async Task Tenants_strangers_and_operators_without_the_permission_are_refused_and_change_nothing(string method, string path, string? body)
    {
        var (partner, slug) = await service.PartnerAsync();
        var (tenant, tenantSlug, _) = await service.CreateAsync();
        await (await service.AttachAsync(tenantSlug, slug)).JsonAsync();
        var before = await RowsAsync(partner, tenant);

        // The member's token carries every permission there is: the tenant in it alone closes the door, for what is theirs and what is not.
        foreach (var (caller, status, code) in new[]
        {
            (service.Member(tenant), HttpStatusCode.Forbidden, "permission.missing"), (service.Operator("profile.read", "tenants.read"), HttpStatusCode.Forbidden, "permission.missing"),
            (service.Anonymous(), HttpStatusCode.Unauthorized, "token.missing"),
        })
        {
            var request = new HttpRequestMessage(new HttpMethod(method), string.Format(null, path, slug, tenantSlug)) { Headers = { { "If-Match", "*" } } };
            request.Content = body is null ? null : new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            var response = await caller.SendAsync(request);
            Assert.Equal((status, code), (response.StatusCode, await response.ProblemCodeAsync()));
        }

        Assert.Equal(before, await RowsAsync(partner, tenant));
        Assert.Equal(0L, await service.ScalarAsync<long>("select count(*) from partners where slug = 'mine-all-mine'"));
    }

    private Task<HttpResponseMessage> PostAsync(string slug, Guid partnerId) => service.Operator().PostAsJsonAsync(
        "/api/v1/tenants", new { slug, name = "Acme Studio", plan = "pro", ownerEmail = "owner@acme.example", partnerId });

    private Task<string> RowAsync(Guid tenant) => service.ScalarAsync<string>($"select t::text from tenants t where id = '{tenant}'");

    private async Task<string> RowsAsync(Guid partner, Guid tenant) => await RowAsync(tenant) + await service.ScalarAsync<string>($"select p::text from partners p where id = '{partner}'");
}
