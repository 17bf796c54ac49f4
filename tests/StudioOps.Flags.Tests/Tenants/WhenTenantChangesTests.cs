using StudioOps.Contracts;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.KnownTenants;

public sealed class BusFixture : FlagServiceFixture
{
    public BusFixture()
        : base(withBus: true)
    {
    }
}

public sealed class WhenTenantChangesTests(BusFixture service) : IClassFixture<BusFixture>
{
    private static readonly Guid Hooli = new("018f0000-0000-7000-8000-0000000000e1");
    private static readonly Actor Ada = new("user-1", "Ada");

    [Fact]
    public async Task A_tenants_life_is_followed_in_whatever_order_it_is_told()
    {
        var support = service.Operator("flags.evaluate.any");
        await service.DeliverAsync(new TenantActivated(Hooli, 3, Details("pro", "active"), Ada, service.Clock.GetUtcNow()));
        await service.DeliverAsync(new TenantCreated(Hooli, 1, Details("mvp", "provisioning"), Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (await AskAsync(support)).IsSuccessStatusCode, "the tenant is known");
        Assert.Equal("pro", await service.ScalarAsync<string>($"select plan from known_tenants where id = '{Hooli}'"));

        await service.DeliverAsync(new TenantSuspended(Hooli, 4, Details("pro", "suspended"), "unpaid", Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (await StatusAsync(support)) == "suspended", "the suspension is seen", TimeSpan.FromSeconds(2));
        await service.DeliverAsync(new TenantResumed(Hooli, 5, Details("pro", "active"), Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (await StatusAsync(support)) is null, "the resumption is seen", TimeSpan.FromSeconds(2));

        await service.OverrideAsync("stripe_payments", "hooli", true);
        await service.DeliverAsync(new TenantDeleted(Hooli, 9, Details("pro", "deleted"), Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (int)(await AskAsync(support)).StatusCode == 400, "the tenant is gone", TimeSpan.FromSeconds(2));
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where tenant_id = '{Hooli}'"));
        await service.DeliverAsync(new TenantUpdated(Hooli, 6, Details("pro", "active"), Ada, service.Clock.GetUtcNow()));
        Assert.Equal("deleted", await service.ScalarAsync<string>($"select status from known_tenants where id = '{Hooli}'"));
    }

    private static TenantDetails Details(string plan, string status) => new("hooli", "Hooli", plan, "shared", status, "gavin@hooli.example", null);

    private static Task<HttpResponseMessage> AskAsync(HttpClient caller) => FlagServiceFixture.EvaluateAsync(caller, "stripe_payments", new { tenant = "hooli" });

    private static async Task<string?> StatusAsync(HttpClient caller) =>
        (await (await AskAsync(caller)).JsonAsync()).GetProperty("metadata").TryGetProperty("tenantStatus", out var status) ? status.GetString() : null;
}
