using System.Net;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.KnownTenants;

public sealed class FlagDefaultsTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task A_flag_set_is_made_once_and_taken_down_with_all_overrides()
    {
        var (id, provisioning) = (new Guid("018f0000-0000-7000-8000-0000000000d1"), service.Internal("flag-defaults.manage"));
        var path = $"/internal/v1/tenants/{id}/flag-defaults";
        await service.KnowAsync(id, "initech", "pro", "provisioning", null);

        Assert.Equal("flag-defaults.not-found", await (await provisioning.GetAsync(path)).ProblemCodeAsync());
        var first = await (await provisioning.PutAsJsonAsync(path, new { slug = "initech" })).JsonAsync();
        var revision = await service.ScalarAsync<long>("select value from revision");
        var second = await (await provisioning.PutAsJsonAsync(path, new { slug = "initech" })).JsonAsync();

        Assert.Equal((id, "initech"), (first.GetProperty("tenantId").GetGuid(), second.GetProperty("slug").GetString()));
        Assert.Equal(revision, await service.ScalarAsync<long>("select value from revision"));
        Assert.Single(await service.AnnouncedAsync<FlagSetCreated>(), created => created.TenantId == id);
        Assert.Equal("initech", (await (await provisioning.GetAsync(path)).JsonAsync()).GetProperty("slug").GetString());

        await service.OverrideAsync("stripe_payments", "initech", true);
        Assert.Equal(HttpStatusCode.NoContent, (await provisioning.DeleteAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await provisioning.DeleteAsync(path)).StatusCode);

        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where tenant_id = '{id}'"));
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from flag_sets where tenant_id = '{id}'"));
        Assert.Single(await service.AnnouncedAsync<FlagSetRemoved>(), removed => removed.TenantId == id);
        Assert.Equal(["flag-set.created", "flag-set.removed"], (await service.AnnouncedAsync<AuditRecorded>()).Where(record => record.ObjectType == "flag-set" && record.TenantId == id).Select(record => record.Action));
    }

    [Fact]
    public async Task Only_who_manages_defaults_may()
    {
        var path = $"/internal/v1/tenants/{FlagServiceFixture.Acme}/flag-defaults";

        Assert.Equal("permission.missing", await (await service.Internal("standing.read").PutAsJsonAsync(path, new { slug = "acme" })).ProblemCodeAsync());
        Assert.Equal("token.missing", await (await service.Anonymous().GetAsync(path)).ProblemCodeAsync());
    }
}
