using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.Audit;

public sealed class IsolationTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    private readonly string _source = AdminFixture.NewSource();
    private readonly Guid _mine = Guid.CreateVersion7();
    private readonly Guid _theirs = Guid.CreateVersion7();

    [Fact]
    public async Task A_tenant_sees_its_own_rows_and_support_sees_all()
    {
        await SeedAsync();
        using var member = admin.Member(_mine, "audit.read");
        using var support = admin.Operator("audit.read");

        Assert.Equal([$"{_source}-1"], await IdsAsync(member, "/api/v1/audit"));
        Assert.Equal([$"{_source}-3", $"{_source}-2", $"{_source}-1"], (await IdsAsync(support, "/api/v1/audit?limit=200")).Where(id => id.StartsWith(_source + "-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Naming_another_tenant_or_the_platform_finds_nothing()
    {
        await SeedAsync();
        using var member = admin.Member(_mine, "audit.read");

        Assert.Empty(await IdsAsync(member, $"/api/v1/audit?tenant={_theirs}"));
        Assert.Empty(await IdsAsync(member, "/api/v1/audit?tenant=platform"));
        Assert.Empty(await IdsAsync(member, $"/api/v1/audit?tenant={Guid.Empty}"));
        Assert.Equal([$"{_source}-1"], await IdsAsync(member, $"/api/v1/audit?tenant={_mine}"));
    }

    [Fact]
    public async Task A_tenant_verifies_its_own_chain_and_learns_nothing_of_others()
    {
        await SeedAsync();
        using var member = admin.Member(_mine, "audit.read");

        var verification = await member.GetFromJsonAsync<JsonElement>("/api/v1/audit/verification");
        var chain = Assert.Single(verification.GetProperty("chains").EnumerateArray());
        Assert.Equal(_mine, chain.GetProperty("tenant").GetProperty("id").GetGuid());
        Assert.True(verification.GetProperty("valid").GetBoolean());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null),
            (verification.GetProperty("gaps").ValueKind, verification.GetProperty("waiting").ValueKind, verification.GetProperty("heads").ValueKind));

        foreach (var other in new[] { _theirs.ToString(), Guid.CreateVersion7().ToString(), "platform", "nobody", Guid.Empty.ToString() })
        {
            using var response = await member.GetAsync($"/api/v1/audit/verification?tenant={other}");
            Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (response.StatusCode, await response.ProblemCodeAsync()));
        }
    }

    [Fact]
    public async Task An_operator_is_told_when_there_is_no_such_tenant()
    {
        using var support = admin.Operator("audit.read");
        using var response = await support.GetAsync($"/api/v1/audit/verification?tenant={Guid.CreateVersion7()}");
        Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (response.StatusCode, await response.ProblemCodeAsync()));
    }

    [Fact]
    public async Task Row_security_holds_below_the_service()
    {
        await SeedAsync();

        Assert.Equal(0L, await CountAsync(null));
        Assert.Equal(1L, await CountAsync(_mine));
        await using var connection = await admin.ServingAsync(_mine);
        await using var forge = new NpgsqlCommand(
            $"""
            insert into audit_records (chain, sequence, source, number, action, object_type, object_id, object_name, actor_subject, actor_name, changes, occurred_at, recorded_at, previous_hash, hash)
            values ('{_theirs}', 99, '{_source}', 99, 'a.b', 'c', 'd', 'e', 'f', 'g', '[]', now(), now(), '', '')
            """, connection);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => forge.ExecuteNonQueryAsync())).SqlState);
    }

    [Fact]
    public async Task Somebody_with_neither_tenant_nor_platform_sees_nothing()
    {
        await SeedAsync();
        using var nobody = admin.Bearing(admin.Identity.Token(token => token with { Audiences = ["portal"], Permissions = ["audit.read"] }));

        Assert.Empty(await IdsAsync(nobody, "/api/v1/audit"));
        using var verification = await nobody.GetAsync("/api/v1/audit/verification");
        Assert.Equal(HttpStatusCode.NotFound, verification.StatusCode);
    }

    private Task SeedAsync() => admin.ChainAsync(admin.Record(_source, 1, _mine), admin.Record(_source, 2, _theirs), admin.Record(_source, 3, null));

    private static async Task<string[]> IdsAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString()!)];

    private async Task<long> CountAsync(Guid? tenant)
    {
        await using var connection = await admin.ServingAsync(tenant);
        await using var count = new NpgsqlCommand($"select count(*) from audit_records where source = '{_source}'", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
