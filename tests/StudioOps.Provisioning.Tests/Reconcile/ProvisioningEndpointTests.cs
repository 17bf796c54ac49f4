using System.Net;
using StudioOps.Identity.Contracts;
using StudioOps.Testing;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class ProvisioningEndpointTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>
{
    [Fact]
    public async Task Another_tenants_token_finds_nothing_and_starts_nothing()
    {
        var (mine, _) = await service.ReadyAsync();
        var (theirs, other) = await service.ReadyAsync();
        var member = service.Member(mine);
        var writes = service.Upstreams.Requests.Count(request => request.Contains(theirs.ToString(), StringComparison.Ordinal));
        var operation = (await service.ReconcileAsync(theirs)).GetProperty("id").GetString();
        writes = service.Upstreams.Requests.Count(request => request.Contains(theirs.ToString(), StringComparison.Ordinal));

        foreach (var key in new[] { theirs.ToString(), other.Slug, Guid.NewGuid().ToString(), "nobody" })
        {
            var read = await member.GetAsync($"/api/v1/provisioning/{key}");
            var write = await member.PostAsync($"/api/v1/provisioning/{key}/reconcile", null);
            Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (read.StatusCode, await read.ProblemCodeAsync()));
            Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (write.StatusCode, await write.ProblemCodeAsync()));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync($"/api/v1/operations/{operation}")).StatusCode);
        var list = await (await member.GetAsync("/api/v1/provisioning")).JsonAsync();
        Assert.Equal(mine, Assert.Single(list.GetProperty("items").EnumerateArray()).GetProperty("tenantId").GetGuid());
        Assert.Equal(writes, service.Upstreams.Requests.Count(request => request.Contains(theirs.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_may_not_is_told_so_before_anything_is_looked_up()
    {
        var (id, _) = await service.ReadyAsync();
        var reader = service.Operator(Permissions.ProvisioningRead);

        Assert.Equal(HttpStatusCode.Unauthorized, (await service.Anonymous().GetAsync("/api/v1/provisioning")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await service.Operator(Permissions.TenantsRead).GetAsync($"/api/v1/provisioning/{id}")).StatusCode);
        foreach (var key in new[] { id, Guid.NewGuid() })
        {
            var refused = await reader.PostAsync($"/api/v1/provisioning/{key}/reconcile", null);
            Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        }
    }

    [Fact]
    public async Task Row_security_shows_each_tenant_its_own_rows_only()
    {
        var (mine, _) = await service.ReadyAsync();
        var (theirs, _) = await service.ReadyAsync();
        await service.ReconcileAsync(theirs);

        foreach (var table in new[] { "provisions", "provision_steps", "resource_bindings", "onboarding_mails", "operations" })
        {
            await using var connection = await service.ServingAsync(mine);
            await using var count = connection.CreateCommand();
            count.CommandText = $"select count(*) from {table} where tenant_id <> '{mine}'";
            Assert.Equal(0L, await count.ExecuteScalarAsync());
            Assert.NotEqual(0L, await service.ScalarAsync<long>($"select count(*) from {table} where tenant_id = '{theirs}'"));
        }
    }

    [Fact]
    public async Task The_list_is_filtered_sorted_and_paged()
    {
        var prefix = $"page-{Guid.NewGuid():n}"[..13];
        foreach (var letter in "cab")
        {
            await service.CreateAsync(ProvisioningFixture.Details(slug: $"{prefix}{letter}"));
        }

        var ids = await service.ScalarAsync<Guid[]>($"select array_agg(tenant_id order by slug) from provisions where slug like '{prefix}%'");
        foreach (var id in ids)
        {
            await service.UntilAsync(id, ProvisioningFixture.IsReady, "everything is provisioned");
        }

        var seen = new List<string?>();
        for (var next = "/api/v1/provisioning?ready=true&sort=slug&limit=1"; next is not null;)
        {
            var page = await (await service.Operator().GetAsync(next)).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()));
            next = page.GetProperty("nextCursor").GetString() is { } cursor ? $"/api/v1/provisioning?ready=true&sort=slug&limit=1&cursor={cursor}" : null;
        }

        Assert.Equal([$"{prefix}a", $"{prefix}b", $"{prefix}c"], seen.Where(slug => slug!.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty((await (await service.Operator().GetAsync("/api/v1/provisioning?ready=true&healthy=false")).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.BadRequest, (await service.Operator().GetAsync("/api/v1/provisioning?sort=plan")).StatusCode);
    }
}
