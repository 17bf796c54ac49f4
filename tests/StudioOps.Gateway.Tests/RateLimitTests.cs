using System.Net;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests;

/// <summary>With the values of production.</summary>
public sealed class RateLimitTests(ProductionLimits gateway) : IClassFixture<ProductionLimits>
{
    [Fact]
    public async Task The_hundred_and_first_anonymous_call_in_fifteen_minutes_is_refused_for_this_address_only()
    {
        using var caller = gateway.Caller(address: "127.0.0.2");
        for (var call = 0; call < 100; call++)
        {
            Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync(call % 2 == 0 ? "/api/v1/tenants" : "/ofrep/v1/x")).StatusCode);
        }

        var refused = await caller.GetAsync("/api/v1/tenants");

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("rate.limited", await refused.ProblemCodeAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.Equal("\"anonymous\";q=100;w=900", refused.Headers.GetValues("RateLimit-Policy").Single());
        Assert.StartsWith("\"anonymous\";r=0;t=", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Caller(address: "127.0.0.3").GetAsync("/api/v1/tenants")).StatusCode);
        foreach (var free in new[] { "/", "/.well-known/x", "/connect/x", "/account/login", "/health/live", "/bff/login" })
        {
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await caller.GetAsync(free)).StatusCode);
        }

        var signedIn = gateway.Caller(token: gateway.Issuer.Token(t => t with { Subject = "somebody" }), address: "127.0.0.2");
        Assert.Equal(HttpStatusCode.OK, (await signedIn.GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task A_refused_token_is_paid_for_by_its_address()
    {
        using var caller = gateway.Caller(token: "garbage", address: "127.0.0.4");

        var response = await caller.GetAsync("/api/v1/tenants");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith("\"anonymous\";r=99;", response.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mvp", 600)]
    [InlineData("pro", 1800)]
    [InlineData("enterprise", 6000)]
    [InlineData(null, 600)]
    public async Task A_users_limit_follows_the_plan(string? plan, int permits)
    {
        var token = gateway.Issuer.Token(t => t with { Subject = "limited-" + plan, RateLimitClass = plan });

        var response = await gateway.Caller(token: token).GetAsync("/api/v1/tenants");

        Assert.Equal($"\"authenticated\";q={permits};w=60", response.Headers.GetValues("RateLimit-Policy").Single());
    }

    [Fact]
    public async Task Two_users_of_one_tenant_and_one_user_in_two_tenants_have_budgets_of_their_own()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var busy = Caller("busy", first);
        await Parallel.ForAsync(0, 600, async (_, ct) => Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/api/v1/tenants", ct)).StatusCode));

        Assert.Equal(HttpStatusCode.TooManyRequests, (await busy.GetAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Caller("calm", first).GetAsync("/api/v1/tenants")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await Caller("busy", second).GetAsync("/api/v1/tenants")).StatusCode);
    }

    [Fact]
    public async Task Copies_of_the_gateway_count_together()
    {
        var other = await gateway.StartCopyAsync();
        var token = gateway.Issuer.Token(t => t with { Subject = "between-copies" });

        await gateway.Caller(token: token).GetAsync("/api/v1/tenants");
        var second = await gateway.Caller(token: token, port: other).GetAsync("/api/v1/tenants");

        Assert.StartsWith("\"authenticated\";r=598;", second.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copies_that_count_ahead_never_let_through_more_than_the_window_holds_and_waste_next_to_nothing()
    {
        var other = await gateway.StartCopyAsync();
        var token = gateway.Issuer.Token(t => t with { Subject = "hurried", RateLimitClass = "mvp" });
        HttpClient[] copies = [gateway.Caller(token: token), gateway.Caller(token: token, port: other)];
        var (passed, refused) = (0, 0);

        await Parallel.ForAsync(0, 1400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (call, ct) =>
        {
            var response = await copies[call % 2].GetAsync("/api/v1/tenants", ct);
            _ = response.StatusCode == HttpStatusCode.OK ? Interlocked.Increment(ref passed) : Interlocked.Increment(ref refused);
        });

        Assert.Equal(1400, passed + refused);
        Assert.InRange(passed, 560, 600);
    }

    [Fact]
    public async Task An_address_that_opens_too_many_streams_is_told_to_come_back_later_and_others_are_not()
    {
        using var crowd = gateway.Caller(address: "127.0.0.5");
        await Parallel.ForAsync(0, 3000, async (_, ct) => Assert.DoesNotContain("retry", await crowd.GetStringAsync("/ofrep/v1/stream?t=x", ct), StringComparison.Ordinal));

        var answer = await crowd.GetAsync("/ofrep/v1/stream?t=x");

        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("retry: 10000\n\n", await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain("retry", await gateway.Caller(address: "127.0.0.6").GetStringAsync("/ofrep/v1/stream?t=x"), StringComparison.Ordinal);
    }

    private HttpClient Caller(string subject, Guid tenant) =>
        gateway.Caller(token: gateway.Issuer.Token(t => t with { Subject = subject, TenantId = tenant, Audiences = ["portal"], RateLimitClass = "mvp" }));
}
