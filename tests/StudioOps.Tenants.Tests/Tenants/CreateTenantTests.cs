using System.Net;
using StudioOps.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Tenants;

public sealed class CreateTenantTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    [Fact]
    public async Task Creating_stores_announces_and_audits_in_one_go()
    {
        var (id, slug, operation) = await service.CreateAsync();

        var created = Assert.Single(await service.AnnouncedAsync<TenantCreated>(), e => e.TenantId == id);
        Assert.Equal((slug, "provisioning", "schema"), (created.Tenant.Slug, created.Tenant.Status, created.Tenant.Isolation));
        Assert.Equal("Ada Operator", created.Actor.Name);
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), e => e.TenantId == id);
        Assert.Equal("tenant.created", audit.Action);
        Assert.Contains(audit.Changes, change => change is { Field: "slug", Before: null } && change.After == slug);
        var followed = await (await service.Operator().GetAsync($"/api/v1/operations/{operation}")).JsonAsync();
        Assert.Equal("running", followed.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("Acme", "tenant.slug-invalid")]
    [InlineData("1acme", "tenant.slug-invalid")]
    [InlineData("ac--me", "tenant.slug-invalid")]
    [InlineData("acme-", "tenant.slug-invalid")]
    [InlineData("acme\n", "tenant.slug-invalid")]
    [InlineData("operator", "tenant.slug-reserved")]
    [InlineData("localhost", "tenant.slug-reserved")]
    public async Task A_slug_that_cannot_be_is_refused_and_nothing_is_stored(string slug, string code)
    {
        var response = await service.Operator().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal(code, await response.ProblemCodeAsync());
        Assert.Equal(0L, await service.ScalarAsync<long>($"select count(*) from tenants where slug = '{slug}'"));
    }

    [Fact]
    public async Task A_taken_slug_is_refused()
    {
        var (_, slug, _) = await service.CreateAsync();

        var response = await service.Operator().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug));

        Assert.Equal("tenant.slug-taken", await response.ProblemCodeAsync());
        Assert.Equal(1L, await service.ScalarAsync<long>($"select count(*) from tenants where slug = '{slug}'"));
    }

    [Fact]
    public async Task Of_twenty_at_once_with_one_slug_one_wins_and_the_others_hear_a_conflict()
    {
        var slug = TenantServiceFixture.NewSlug();

        var responses = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Operator().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug))));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Accepted);
        Assert.Equal(19, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await service.AnnouncedAsync<TenantCreated>(), e => e.Tenant.Slug == slug);
    }

    [Theory]
    [InlineData("""{"slug":"acme","name":"A","plan":"pro","ownerEmail":"o@a.example","colour":"red"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"slug":"acme","name":"A"}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"slug":7}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"slug":""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"slug":"acme","name":"A","plan":"gold","ownerEmail":"o@a.example"}""", HttpStatusCode.UnprocessableEntity, "plan.unknown")]
    [InlineData("""{"slug":"acme","name":"A","plan":"pro","ownerEmail":"nobody"}""", HttpStatusCode.BadRequest, "request.invalid")]
    public async Task A_body_that_is_wrong_gets_a_clear_4xx(string body, HttpStatusCode status, string code)
    {
        var response = await service.Operator().PostAsync("/api/v1/tenants", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(code, await response.ProblemCodeAsync());
    }

    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_answer_and_one_tenant()
    {
        var slug = TenantServiceFixture.NewSlug();
        var client = service.Operator();
        client.DefaultRequestHeaders.Add("Idempotency-Key", slug);

        var first = await (await client.PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug))).JsonAsync(HttpStatusCode.Accepted);
        var second = await client.PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(slug));
        var other = await client.PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request(TenantServiceFixture.NewSlug()));

        Assert.Equal(first.GetProperty("id").GetString(), (await second.JsonAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString());
        Assert.Equal("idempotency.key-reused", await other.ProblemCodeAsync());
        Assert.Single(await service.AnnouncedAsync<TenantCreated>(), e => e.Tenant.Slug == slug);
    }

    [Fact]
    public async Task Without_the_permission_it_is_refused_before_anything_is_looked_at()
    {
        var anonymous = await service.Anonymous().PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request("acme"));
        var support = await service.Operator("tenants.read").PostAsJsonAsync("/api/v1/tenants", TenantServiceFixture.Request("acme"));

        Assert.Equal("token.missing", await anonymous.ProblemCodeAsync());
        Assert.Equal("permission.missing", await support.ProblemCodeAsync());
    }
}
