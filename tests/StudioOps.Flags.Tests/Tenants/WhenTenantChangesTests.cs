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
        await Eventually.TrueAsync(async () => (await StatusAsync(support)) == "suspended", "the suspension is seen");
        await service.DeliverAsync(new TenantResumed(Hooli, 5, Details("pro", "active"), Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (await StatusAsync(support)) is null, "the resumption is seen");

        await service.OverrideAsync("stripe_payments", "hooli", true);
        await service.DeliverAsync(new TenantDeleted(Hooli, 9, Details("pro", "deleted"), Ada, service.Clock.GetUtcNow()));
        await Eventually.TrueAsync(async () => (int)(await AskAsync(support)).StatusCode == 400, "the tenant is gone");
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where tenant_id = '{Hooli}'"));
        await service.DeliverAsync(new TenantUpdated(Hooli, 6, Details("pro", "active"), Ada, service.Clock.GetUtcNow()));
        Assert.Equal("deleted", await service.ScalarAsync<string>($"select status from known_tenants where id = '{Hooli}'"));
    }

    [Fact]
    public async Task What_was_decided_for_a_partner_goes_when_the_partner_goes()
    {
        var east = new Guid("018f0000-0000-7000-8000-0000000000e2");
        await service.DeliverAsync(new PartnerCreated(east, 1, new("east", "East"), Ada, service.Clock.GetUtcNow()));
        var set = await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = "stripe_payments", partner = "east", value = true, reason = "pilot" });
        Assert.Equal(east, (await set.JsonAsync()).GetProperty("partnerId").GetGuid());

        await service.DeliverAsync(new PartnerDeleted(east, 3, new("east", "East"), Ada, service.Clock.GetUtcNow()));
        await service.DeliverAsync(new PartnerUpdated(east, 2, new("east", "East"), Ada, service.Clock.GetUtcNow()));

        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from partner_overrides where partner_id = '{east}'"));
        var again = await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = "stripe_payments", partner = "east", value = true, reason = "pilot" });
        Assert.Equal("partner.not-found", await again.ProblemCodeAsync());
    }

    [Fact]
    public async Task What_a_plan_holds_comes_and_goes_with_the_plan()
    {
        var (id, key, support) = (new Guid("018f0000-0000-7000-8000-0000000000e4"), Tally.Key("entitled"), service.Operator("flags.evaluate.any"));
        await service.DefineAsync(new
        {
            key, type = "boolean", kind = "entitlement",
            rules = new[] { new { id = "paid", variant = "on", conditions = new[] { new { @is = "plan", plans = new[] { "pro", "enterprise" } } } } },
        });
        foreach (var (revision, plan, owed) in new[] { (1, "mvp", false), (2, "pro", true), (3, "enterprise", true), (4, "mvp", false) })
        {
            await service.DeliverAsync(new TenantUpdated(id, revision, Details(plan, "active") with { Slug = "umbrella" }, Ada, service.Clock.GetUtcNow()));

            await Eventually.TrueAsync(
                async () => await FlagServiceFixture.EvaluateAsync(support, key, new { tenant = "umbrella" }) is { IsSuccessStatusCode: true } answer
                    && (await answer.JsonAsync()).GetProperty("value").GetBoolean() == owed, $"on {plan} it is {owed}");
        }
    }

    private static TenantDetails Details(string plan, string status) => new("hooli", "Hooli", plan, "shared", status, "gavin@hooli.example", null);

    private static Task<HttpResponseMessage> AskAsync(HttpClient caller) => FlagServiceFixture.EvaluateAsync(caller, "stripe_payments", new { tenant = "hooli" });

    private static async Task<string?> StatusAsync(HttpClient caller) =>
        (await (await AskAsync(caller)).JsonAsync()).GetProperty("metadata").TryGetProperty("tenantStatus", out var status) ? status.GetString() : null;
}
