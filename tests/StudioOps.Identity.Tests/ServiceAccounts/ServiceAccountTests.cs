using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Contracts;
using StudioOps.Identity.Contracts;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.ServiceAccounts;

public sealed class ServiceAccountTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private static readonly string[] Evaluate = [Permissions.FlagsEvaluate, Permissions.ServiceAccountsRead];

    [Fact]
    public async Task An_operator_makes_one_for_a_tenant_and_its_token_is_that_tenants()
    {
        using var client = identity.Operator();
        var answer = await client.PostAsJsonAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "Website", permissions = Evaluate });
        var created = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal($"/api/v1/service-accounts/{created.GetProperty("id").GetString()}", answer.Headers.Location!.OriginalString);

        var secret = created.GetProperty("clientSecret").GetString()!;
        var token = await TokenAsync(created.GetProperty("clientId").GetString()!, secret, "portal");
        Assert.Equal(IdentityFixture.Northwind, token.TenantId);
        Assert.Equal(created.GetProperty("id").GetString(), token.Subject);
        Assert.Equal("Website", token.Name);
        Assert.Equal("pro", token.RateLimitClass);
        Assert.Equal(Evaluate.Order(), token.Permissions.Order());

        var audit = Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r.ObjectId == created.GetProperty("id").GetString());
        Assert.Equal("service-account.created", audit.Action);
        Assert.Equal(IdentityFixture.Northwind, audit.TenantId);
        Assert.Equal("Ada Operator", audit.Actor.Name);
        Assert.DoesNotContain(secret, audit.ToString() + string.Join(' ', audit.Changes), StringComparison.Ordinal);
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from service_accounts where service_accounts::text like '%{secret}%'"));
    }

    [Fact]
    public async Task An_operator_makes_one_for_the_platform()
    {
        using var client = identity.Operator();
        var created = await (await client.PostAsJsonAsync(
            "/api/v1/service-accounts", new { name = "Reports", permissions = new[] { Permissions.TenantsRead } })).JsonAsync(HttpStatusCode.Created);
        var token = await TokenAsync(created.GetProperty("clientId").GetString()!, created.GetProperty("clientSecret").GetString()!, "operator");
        Assert.Null(token.TenantId);
    }

    [Fact]
    public async Task A_tenants_own_caller_makes_them_for_its_tenant_whether_it_names_it_or_not()
    {
        using var client = identity.Member(IdentityFixture.Northwind, [.. Evaluate, Permissions.ServiceAccountsWrite]);
        foreach (var tenant in new[] { null, "northwind", IdentityFixture.Northwind.ToString() })
        {
            var created = await (await client.PostAsJsonAsync(
                "/api/v1/service-accounts", new { tenant, name = "Own", permissions = Evaluate })).JsonAsync(HttpStatusCode.Created);
            Assert.Equal(IdentityFixture.Northwind, await identity.ScalarAsync<Guid>($"select tenant_id from service_accounts where id = '{created.GetProperty("id").GetString()}'"));
        }
    }

    [Theory]
    [InlineData("fabrikam")]
    [InlineData("0198f000-0000-7000-8000-000000000002")]
    [InlineData("nowhere")]
    public async Task A_foreign_tenant_is_as_unknown_as_one_that_does_not_exist(string tenant)
    {
        var before = await identity.ScalarAsync<long>("select count(*) from service_accounts");
        using var client = identity.Member(IdentityFixture.Northwind, [.. Evaluate, Permissions.ServiceAccountsWrite]);
        var answer = await client.PostAsJsonAsync("/api/v1/service-accounts", new { tenant, name = "Foreign", permissions = Evaluate });
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("tenant.not-found", await answer.ProblemCodeAsync());
        Assert.Equal(before, await identity.ScalarAsync<long>("select count(*) from service_accounts"));
    }

    [Fact]
    public async Task Nobody_grants_what_they_do_not_hold()
    {
        using var client = identity.Operator(Permissions.ServiceAccountsRead, Permissions.ServiceAccountsWrite);
        var answer = await client.PostAsJsonAsync("/api/v1/service-accounts", new { name = "Mighty", permissions = new[] { Permissions.TenantsDelete } });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal("service-account.permission-not-held", await answer.ProblemCodeAsync());
    }

    [Theory]
    [InlineData("northwind", Permissions.FlagsWrite, "service-account.permission-not-for-tenants")]
    [InlineData("northwind", Permissions.StandingRead, "service-account.permission-for-services")]
    [InlineData("northwind", "made.up", "service-account.permission-unknown")]
    [InlineData(null, "made.up", "service-account.permission-unknown")]
    [InlineData(null, Permissions.OrganisationsManage, "service-account.permission-for-services")]
    public async Task Some_permissions_do_not_belong_to_an_account(string? tenant, string permission, string code)
    {
        using var client = identity.Operator();
        var answer = await client.PostAsJsonAsync("/api/v1/service-accounts", new { tenant, name = "Odd", permissions = new[] { permission } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(code, await answer.ProblemCodeAsync());
    }

    [Fact]
    public async Task The_request_is_validated()
    {
        using var client = identity.Operator();
        foreach (var body in new object[] { new { name = "", permissions = Evaluate }, new { name = "x", permissions = Array.Empty<string>() }, new { permissions = Evaluate }, new { name = "x" } })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/v1/service-accounts", body)).StatusCode);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsJsonAsync("/api/v1/service-accounts", new { name = "x", permissions = Evaluate, tenantId = Guid.Empty })).StatusCode);
    }

    [Fact]
    public async Task Reading_is_not_writing()
    {
        using var client = identity.Operator(Permissions.ServiceAccountsRead);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/service-accounts")).StatusCode);
        var answer = await client.PostAsJsonAsync("/api/v1/service-accounts", new { name = "x", permissions = new[] { Permissions.ServiceAccountsRead } });
        Assert.Equal("permission.missing", await answer.ProblemCodeAsync());
    }

    [Fact]
    public async Task Lists_hold_the_own_rows_only_and_never_a_secret()
    {
        using var all = identity.Operator();
        await (await all.PostAsJsonAsync("/api/v1/service-accounts", new { tenant = "fabrikam", name = "Theirs", permissions = Evaluate })).JsonAsync(HttpStatusCode.Created);
        await (await all.PostAsJsonAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "Ours", permissions = Evaluate })).JsonAsync(HttpStatusCode.Created);

        using var ours = identity.Member(IdentityFixture.Northwind, Permissions.ServiceAccountsRead);
        var mine = await (await ours.GetAsync("/api/v1/service-accounts")).JsonAsync();
        Assert.NotEqual(0, mine.GetProperty("items").GetArrayLength());
        Assert.All(mine.GetProperty("items").EnumerateArray(), a => Assert.Equal(IdentityFixture.Northwind.ToString(), a.GetProperty("tenantId").GetString()));

        var everyone = await (await all.GetAsync("/api/v1/service-accounts?limit=200")).JsonAsync();
        Assert.Contains(everyone.GetProperty("items").EnumerateArray(), a => a.GetProperty("name").GetString() == "Theirs");
        Assert.Contains(everyone.GetProperty("items").EnumerateArray(), a => a.GetProperty("clientId").GetString() == "gateway");
        Assert.DoesNotContain("secret", everyone.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Row_security_says_the_same_below_the_handlers()
    {
        using var all = identity.Operator();
        await (await all.PostAsJsonAsync("/api/v1/service-accounts", new { tenant = "fabrikam", name = "Below", permissions = Evaluate })).JsonAsync(HttpStatusCode.Created);

        foreach (var table in new[] { "service_accounts", "memberships", "known_tenants" })
        {
            var column = table == "known_tenants" ? "id" : "tenant_id";
            await using var northwind = await identity.ServingAsync(IdentityFixture.Northwind);
            await using var foreign = new NpgsqlCommand($"select count(*) from {table} where {column} is distinct from '{IdentityFixture.Northwind}'", northwind);
            Assert.Equal(0L, await foreign.ExecuteScalarAsync());
        }

        await using var none = await identity.ServingAsync(null);
        await using var tenants = new NpgsqlCommand("select count(*) from service_accounts where tenant_id is not null", none);
        Assert.Equal(0L, await tenants.ExecuteScalarAsync());
        await using var steal = new NpgsqlCommand($"update service_accounts set tenant_id = '{IdentityFixture.Northwind}' where client_id = 'gateway'", none);
        await Assert.ThrowsAsync<PostgresException>(() => steal.ExecuteNonQueryAsync());
    }

    private async Task<Tokens.AccessToken> TokenAsync(string id, string secret, string audience)
    {
        var json = await (await identity.TokenAsync(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret))).JsonAsync();
        return await identity.ReadAsync(json.GetProperty("access_token").GetString()!, audience);
    }

    [Fact]
    public async Task A_new_secret_replaces_the_old_and_a_removed_account_is_refused_at_once()
    {
        using var owner = identity.Member(IdentityFixture.Northwind);
        using var stranger = identity.Member(IdentityFixture.Fabrikam);
        var made = await (await owner.PostAsJsonAsync("/api/v1/service-accounts", new { name = "Rotating", permissions = new[] { Permissions.ServiceAccountsRead } })).JsonAsync(HttpStatusCode.Created);
        var address = $"/api/v1/service-accounts/{made.GetProperty("id").GetString()}";
        using var before = identity.ClientBearing(await AccessTokenAsync(made));
        identity.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("service-account.not-found", await (await stranger.PostAsync(address + "/rotate", null)).ProblemCodeAsync());
        var rotated = await (await owner.PostAsync(address + "/rotate", null)).JsonAsync();

        await Eventually.TrueAsync(async () => (await before.GetAsync("/api/v1/service-accounts")).StatusCode == HttpStatusCode.Unauthorized, "its older token is refused");
        using (var stale = await TokenOfAsync(made))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, stale.StatusCode);
        }

        using var after = identity.ClientBearing(await AccessTokenAsync(rotated));
        Assert.Equal(HttpStatusCode.OK, (await after.GetAsync("/api/v1/service-accounts")).StatusCode);
        Assert.Equal("service-account.not-found", await (await stranger.DeleteAsync(address)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await owner.DeleteAsync(address)).StatusCode);
        await Eventually.TrueAsync(async () => (await after.GetAsync("/api/v1/service-accounts")).StatusCode == HttpStatusCode.Unauthorized, "nothing of it passes");
        Assert.Equal("client.disabled", await (await after.GetAsync("/api/v1/service-accounts")).ProblemCodeAsync());
    }

    private Task<HttpResponseMessage> TokenOfAsync(JsonElement account) => identity.TokenAsync(
        ("grant_type", "client_credentials"), ("client_id", account.GetProperty("clientId").GetString()!), ("client_secret", account.GetProperty("clientSecret").GetString()!));

    private async Task<string> AccessTokenAsync(JsonElement account) => (await (await TokenOfAsync(account)).JsonAsync()).GetProperty("access_token").GetString()!;
}
