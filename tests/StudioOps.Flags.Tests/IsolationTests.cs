using System.Net;
using Npgsql;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests;

/// <summary>Globex, with every permission there is, tries what is Acme's.</summary>
public sealed class IsolationTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Another_tenants_rows_are_neither_seen_nor_changed_on_any_endpoint()
    {
        await service.OverrideAsync("cloud_storage", "acme", true);
        var before = await RowsAsync();
        var globex = service.Member(Globex);
        foreach (var tenant in new[] { "acme", Acme.ToString(), "initech" })
        {
            var set = await globex.PutAsJsonAsync("/api/v1/overrides", new { flag = "cloud_storage", tenant, value = false, reason = "not mine" });
            Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (set.StatusCode, await set.ProblemCodeAsync()));
            var remove = await globex.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/v1/overrides") { Content = JsonContent.Create(new { flag = "cloud_storage", tenant, reason = "not mine" }) });
            Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (remove.StatusCode, await remove.ProblemCodeAsync()));
            Assert.Empty((await (await globex.GetAsync($"/api/v1/overrides?tenant={tenant}")).JsonAsync()).GetProperty("items").EnumerateArray());
            Assert.Equal("tenant.not-found", await (await globex.GetAsync($"/api/v1/flags/active?tenant={tenant}")).ProblemCodeAsync());
            Assert.Equal("tenant.not-found", await (await globex.GetAsync($"/api/v1/flags/check?key=cloud_storage&tenant={tenant}")).ProblemCodeAsync());
            Assert.False((await (await EvaluateAsync(globex, "cloud_storage", new { tenant })).JsonAsync()).GetProperty("value").GetBoolean());
        }

        Assert.Empty((await (await globex.GetAsync("/api/v1/overrides?flag=cloud_storage")).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Single((await (await service.Member(Acme).GetAsync("/api/v1/overrides?flag=cloud_storage")).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.DoesNotContain(Acme.ToString(), await globex.GetStringAsync("/api/v1/overrides"), StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync());
    }

    [Theory]
    [InlineData("POST", "/api/v1/flags")]
    [InlineData("PUT", "/api/v1/flags/stripe_payments")]
    [InlineData("DELETE", "/api/v1/flags/stripe_payments")]
    [InlineData("POST", "/api/v1/flags/stripe_payments/kill")]
    [InlineData("POST", "/api/v1/flags/stripe_payments/restore")]
    [InlineData("GET", "/internal/v1/tenants/018f0000-0000-7000-8000-00000000000a/flag-defaults")]
    [InlineData("PUT", "/internal/v1/tenants/018f0000-0000-7000-8000-00000000000a/flag-defaults")]
    [InlineData("DELETE", "/internal/v1/tenants/018f0000-0000-7000-8000-00000000000a/flag-defaults")]
    [InlineData("DELETE", "/internal/v1/tenants/018f0000-0000-7000-8000-00000000000b/flag-defaults")]
    public async Task What_belongs_to_the_installation_is_closed_to_tenants_whatever_their_role_was_given(string method, string path)
    {
        object body = path.EndsWith("flags", StringComparison.Ordinal) ? new { key = "mine", type = "boolean" } : path.StartsWith("/internal", StringComparison.Ordinal) ? new { slug = "x" }
            : method == "PUT" ? new { } : new { reason = "not mine" };

        var answer = await service.Member(Globex).SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = JsonContent.Create(body) });

        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (answer.StatusCode, await answer.ProblemCodeAsync()));
    }

    [Fact]
    public async Task Rules_are_for_operators_because_they_may_name_other_tenants()
    {
        var key = Tally.Key();
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "equals", attribute = "tenant", value = "acme" } } } },
        });

        foreach (var path in new[] { $"/api/v1/flags/{key}", "/api/v1/flags?limit=200" })
        {
            Assert.DoesNotContain("acme", await service.Member(Globex).GetStringAsync(path), StringComparison.Ordinal);
            Assert.Contains("acme", await service.Operator().GetStringAsync(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_missing_permission_says_the_same_for_known_and_unknown()
    {
        var member = service.Member(Acme, "profile.read");
        foreach (var (known, unknown) in new[] { ("/api/v1/flags/stripe_payments", "/api/v1/flags/nowhere"), ("/api/v1/overrides?tenant=acme", "/api/v1/overrides?tenant=initech") })
        {
            var (first, second) = (await member.GetAsync(known), await member.GetAsync(unknown));
            Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (first.StatusCode, second.StatusCode));
            Assert.Equal(
                (await first.JsonAsync(HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), (await second.JsonAsync(HttpStatusCode.Forbidden)).GetProperty("detail").GetString());
        }
    }

    [Theory]
    [InlineData("known_tenants", "id")]
    [InlineData("overrides", "tenant_id")]
    [InlineData("tenant_revisions", "tenant_id")]
    public async Task Postgres_itself_shows_the_serving_login_one_tenants_rows(string table, string column)
    {
        await service.OverrideAsync("calendar_sync", "acme", true);
        await service.OverrideAsync("calendar_sync", "globex", true);

        Assert.Equal(0, await CountAsync(null, table, "true"));
        Assert.True(await CountAsync(Acme, table, "true") > 0);
        Assert.Equal(0, await CountAsync(Acme, table, $"{column} <> '{Acme}'"));
        await using var connection = await service.ServingAsync(Acme);
        await using var theft = new NpgsqlCommand($"update {table} set {column} = '{Globex}'", connection);
        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => theft.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task The_serving_login_cannot_write_another_tenants_override()
    {
        await using var connection = await service.ServingAsync(Globex);
        await using var insert = new NpgsqlCommand(
            $"insert into overrides (id, tenant_id, flag_key, level, subject, value, reason, set_by, set_at, revision) values (gen_random_uuid(), '{Acme}', 'x', 'tenant', 'x', 'true', 'x', 'x', now(), 1)", connection);

        Assert.Equal("42501", (await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync())).SqlState);
    }

    private async Task<long> CountAsync(Guid? tenant, string table, string where)
    {
        await using var connection = await service.ServingAsync(tenant);
        await using var count = new NpgsqlCommand($"select count(*) from {table} where {where}", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private Task<string> RowsAsync() => service.ScalarAsync<string>($"select coalesce(string_agg(o::text, ';' order by id), '') from overrides o where tenant_id = '{Acme}'");
}
