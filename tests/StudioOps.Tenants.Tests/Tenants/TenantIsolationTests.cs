using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Standing;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests.Tenants;

public sealed class TenantIsolationTests(TenantFixture service) : IClassFixture<TenantFixture>
{
    public static TheoryData<string, string, string?> Addressed => new()
    {
        { "GET", "/api/v1/tenants/{0}", null },
        { "PUT", "/api/v1/tenants/{0}", """{"name":"x","plan":"pro","ownerEmail":"a@b.example"}""" },
        { "DELETE", "/api/v1/tenants/{0}", """{"slug":"{1}","reason":"because"}""" },
        { "POST", "/api/v1/tenants/{0}/start", null },
        { "POST", "/api/v1/tenants/{0}/suspend", """{"reason":"because"}""" },
        { "POST", "/api/v1/tenants/{0}/resume", """{"reason":"because"}""" },
    };

    [Theory]
    [MemberData(nameof(Addressed))]
    public async Task Another_tenants_caller_gets_404_by_slug_and_by_id_and_changes_nothing(string method, string path, string? body)
    {
        var (id, slug, _) = await service.CreateAsync();
        var (other, _, _) = await service.CreateAsync();
        var before = await RowAsync(id);

        foreach (var key in new[] { slug, id.ToString(), "nobody-here" })
        {
            var request = new HttpRequestMessage(new HttpMethod(method), string.Format(null, path, key));
            request.Content = body is null ? null : new StringContent(body.Replace("{1}", slug), System.Text.Encoding.UTF8, "application/json");
            var response = await service.Member(other).SendAsync(request);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal("tenant.not-found", await response.ProblemCodeAsync());
        }

        Assert.Equal(before, await RowAsync(id));
    }

    [Fact]
    public async Task A_tenants_list_holds_its_own_row_and_an_operators_all()
    {
        var (mine, _, operation) = await service.CreateAsync();
        var (theirs, _, theirOperation) = await service.CreateAsync();

        var own = await service.Member(mine).GetFromJsonAsync<JsonElement>("/api/v1/tenants?limit=200");
        var all = await service.Operator().GetFromJsonAsync<JsonElement>("/api/v1/tenants?limit=200");
        var foreign = await service.Member(mine).GetAsync($"/api/v1/operations/{theirOperation}");

        Assert.Equal([mine], Ids(own));
        Assert.Superset(new HashSet<Guid>([mine, theirs]), Ids(all).ToHashSet());
        Assert.Equal("operation.not-found", await foreign.ProblemCodeAsync());
        await (await service.Member(mine).GetAsync($"/api/v1/operations/{operation}")).JsonAsync();
    }

    [Fact]
    public async Task The_list_pages_through_everything_once_whatever_the_sort()
    {
        for (var i = 0; i < 5; i++)
        {
            await service.CreateAsync(i % 2 == 0 ? "mvp" : "pro");
        }

        var total = await service.ScalarAsync<long>("select count(*) from tenants");
        foreach (var sort in new[] { "name", "-slug", "plan", "-status", "createdAt", "-createdAt" })
        {
            var seen = new List<Guid>();
            string? cursor = null;
            do
            {
                var page = await service.Operator().GetFromJsonAsync<JsonElement>($"/api/v1/tenants?limit=2&sort={sort}&cursor={cursor}");
                seen.AddRange(Ids(page));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);

            Assert.Equal(total, seen.Count);
            Assert.Equal(seen.Count, seen.Distinct().Count());
        }

        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/tenants?sort=colour")).ProblemCodeAsync());
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/tenants?cursor=zzz")).ProblemCodeAsync());
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/tenants?limit=0")).ProblemCodeAsync());
    }

    [Fact]
    public async Task Postgres_itself_shows_a_tenant_its_own_rows_and_nobody_without_one_any()
    {
        var (mine, _, _) = await service.CreateAsync();
        await service.CreateAsync();

        foreach (var table in new[] { "tenants", "operations" })
        {
            Assert.Equal(1L, await CountAsync(mine, table));
            Assert.Equal(0L, await CountAsync(null, table));
        }

        await using var connection = await service.ServingAsync(mine);
        await using var steal = new NpgsqlCommand("insert into operations (id, tenant_id, kind, state, started_at, steps) values ('x', gen_random_uuid(), 'k', 'running', now(), '[]')", connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => steal.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task A_suspended_tenants_token_is_refused_on_the_next_request()
    {
        var (mine, slug, _) = await service.CreateAsync();
        var client = service.Member(mine);
        await (await client.GetAsync($"/api/v1/tenants/{slug}")).JsonAsync();

        service.Identity.Announce(StandingKind.Tenant, mine.ToString(), StandingEntry.Suspended);

        await Eventually.TrueAsync(async () => (await client.GetAsync($"/api/v1/tenants/{slug}")).StatusCode == HttpStatusCode.Unauthorized, "refused");
        Assert.Equal("tenant.suspended", await (await client.GetAsync($"/api/v1/tenants/{slug}")).ProblemCodeAsync());
    }

    private async Task<long> CountAsync(Guid? tenant, string table)
    {
        await using var connection = await service.ServingAsync(tenant);
        await using var count = new NpgsqlCommand($"select count(*) from {table}", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private Task<string> RowAsync(Guid id) => service.ScalarAsync<string>($"select t::text from tenants t where id = '{id}'");

    private static Guid[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
