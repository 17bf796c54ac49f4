using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Identity.Tests.Clients;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Protocol;

/// <summary>An operator acts for a customer (RFC 8693): the customer stays the subject, and nothing hides the operator.</summary>
public sealed class ImpersonationTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Olivia = "0198f000-0000-7000-8000-000000000121";
    private readonly Application _console = new(identity, "desk-" + Guid.NewGuid().ToString("n")[..8]);

    [Fact]
    public async Task The_token_speaks_for_the_customer_names_the_operator_and_only_reads()
    {
        var ada = await OperatorAsync("ada@studioops.example");
        var started = await (await StartAsync(ada)).JsonAsync(HttpStatusCode.Created);
        var answer = await (await ExchangeAsync(started, ada)).JsonAsync();
        Assert.Equal("urn:ietf:params:oauth:token-type:access_token", answer.GetProperty("issued_token_type").GetString());
        var compact = answer.GetProperty("access_token").GetString()!;
        var token = await identity.ReadAsync(compact, "portal");
        Assert.Equal((Olivia, IdentityFixture.Northwind), (token.Subject, token.TenantId!.Value));
        Assert.Equal(("0198f000-0000-7000-8000-000000000111", "Ada Okafor"), (token.ActorSubject, token.ActorName));
        Assert.All(token.Permissions, permission => Assert.True(permission.EndsWith(".read", StringComparison.Ordinal) || permission == "flags.evaluate", permission));
        Assert.Contains("tenants.read", (IReadOnlySet<string>)token.Permissions);

        using var acting = identity.ClientBearing(compact);
        var userinfo = await (await acting.GetAsync("/connect/userinfo")).JsonAsync();
        var told = await (await _console.PostAsync("/connect/introspect", [("token", compact)])).JsonAsync();
        Assert.Equal(token.Claims.GetProperty("act").GetRawText(), userinfo.GetProperty("act").GetRawText());
        Assert.Equal(token.Claims.GetProperty("act").GetRawText(), told.GetProperty("act").GetRawText());

        var trail = (await identity.AnnouncedAsync<AuditRecorded>()).Where(r => r.TenantId == IdentityFixture.Northwind).ToList();
        var begun = Assert.Single(trail, r => r.Action == "impersonation.started" && r.ObjectId == Olivia && r.Reason == "T-1 cannot see invoices");
        Assert.Equal("Ada Okafor", begun.Actor.Name);
        Assert.Contains(trail, r => r is { Action: "impersonation.used", ObjectId: "GET /connect/userinfo" } && r.Actor.ActingSubject == token.ActorSubject && r.Actor.Subject == Olivia);

        using var owner = identity.Member(IdentityFixture.Northwind, "audit.read");
        using var stranger = identity.Member(IdentityFixture.Fabrikam, "audit.read");
        Assert.Contains(
            (await (await owner.GetAsync("/api/v1/impersonations")).JsonAsync()).GetProperty("items").EnumerateArray(),
            i => i.GetProperty("operatorName").GetString() == "Ada Okafor" && i.GetProperty("ticket").GetString() == "T-1");
        Assert.Equal(0, (await (await stranger.GetAsync("/api/v1/impersonations")).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Stop_ends_it_at_once_and_so_does_the_operators_own_sign_out()
    {
        var ada = await OperatorAsync("ada@studioops.example");
        var started = await (await StartAsync(ada)).JsonAsync(HttpStatusCode.Created);
        using var acting = identity.ClientBearing((await (await ExchangeAsync(started, ada)).JsonAsync()).GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await acting.GetAsync("/connect/userinfo")).StatusCode);
        await identity.PassAsync(TimeSpan.Zero);
        using var client = identity.ClientBearing(ada);
        var id = started.GetProperty("impersonation").GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync($"/api/v1/impersonations/{id}/stop", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsync($"/api/v1/impersonations/{id}/stop", null)).StatusCode);
        await Eventually.TrueAsync(async () => (await acting.GetAsync("/connect/userinfo")).StatusCode == HttpStatusCode.Unauthorized, "the token is refused");
        Assert.Equal("invalid_request", await ErrorAsync(ExchangeAsync(started, ada)));
        Assert.Single(await identity.AnnouncedAsync<AuditRecorded>(), r => r.Action == "impersonation.stopped" && r.Changes.Count == 0 && r.ObjectId == Olivia);

        var next = await (await StartAsync(ada)).JsonAsync(HttpStatusCode.Created);
        using var again = identity.ClientBearing((await (await ExchangeAsync(next, ada)).JsonAsync()).GetProperty("access_token").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/connect/userinfo")).StatusCode);
        var sid = (await identity.ReadAsync(ada, "operator")).SessionId!;
        await identity.EndSessionAsync(Guid.Parse(sid));
        await Eventually.TrueAsync(async () => (await again.GetAsync("/connect/userinfo")).StatusCode == HttpStatusCode.Unauthorized, "the operator's sign-out ends it");
    }

    [Fact]
    public async Task Nobody_but_the_operator_it_was_granted_to_exchanges_it_and_not_after_its_time()
    {
        var (max, sue) = (await OperatorAsync("max@studioops.example"), await OperatorAsync("sue@studioops.example"));
        var started = await (await StartAsync(max, minutes: 2)).JsonAsync(HttpStatusCode.Created);
        Assert.Equal("invalid_request", await ErrorAsync(ExchangeAsync(started, sue)));
        Assert.Equal("invalid_request", await ErrorAsync(ExchangeAsync(started, (await (await ExchangeAsync(started, max)).JsonAsync()).GetProperty("access_token").GetString()!)));
        Assert.Equal("invalid_target", await ErrorAsync(ExchangeAsync(started, max, ("audience", "operator"))));
        Assert.Equal("invalid_scope", await ErrorAsync(ExchangeAsync(started, max, ("scope", "users.write"))));
        Assert.Equal("invalid_request", await ErrorAsync(ExchangeAsync(started, max, ("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token"))));
        Assert.InRange((await (await ExchangeAsync(started, max)).JsonAsync()).GetProperty("expires_in").GetInt32(), 1, 120);
        await identity.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("invalid_request", await ErrorAsync(ExchangeAsync(started, max)));
    }

    [Fact]
    public async Task Support_only_looks_sales_never_acts_and_nobody_acts_for_an_operator()
    {
        var (ada, sue, sam) = (await OperatorAsync("ada@studioops.example"), await OperatorAsync("sue@studioops.example"), await OperatorAsync("sam@studioops.example"));
        Assert.Equal("impersonation.read-only", await (await StartAsync(sue, elevated: true)).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.Created, (await StartAsync(sue)).StatusCode);
        Assert.Equal("permission.missing", await (await StartAsync(sam)).ProblemCodeAsync());
        Assert.Equal("user.not-found", await (await StartAsync(ada, user: "0198f000-0000-7000-8000-000000000131")).ProblemCodeAsync());
        Assert.Equal("user.not-found", await (await StartAsync(ada, user: "0198f000-0000-7000-8000-000000000112")).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await StartAsync(ada, minutes: 61)).StatusCode);

        var elevated = await (await StartAsync(ada, elevated: true)).JsonAsync(HttpStatusCode.Created);
        var token = (await (await ExchangeAsync(elevated, ada)).JsonAsync()).GetProperty("access_token").GetString()!;
        Assert.Contains("users.write", (IReadOnlySet<string>)(await identity.ReadAsync(token, "portal")).Permissions);
        await identity.PassAsync(TimeSpan.FromMinutes(11));
        Assert.Equal(HttpStatusCode.Unauthorized, (await StartAsync(ada)).StatusCode);
    }

    private async Task<string> OperatorAsync(string email)
    {
        if (_console.Secret is null)
        {
            (await _console.RegisterAsync(settings =>
            {
                settings["grants"] = new[] { "urn:ietf:params:oauth:grant-type:token-exchange" };
                settings["authMethods"] = new[] { "client_secret_post" };
                return settings;
            })).EnsureSuccessStatusCode();
        }

        return (await new SignIn(identity).TokensAsync(email)).GetProperty("access_token").GetString()!;
    }

    private async Task<HttpResponseMessage> StartAsync(string token, string user = Olivia, int minutes = 30, bool elevated = false)
    {
        await identity.PassAsync(TimeSpan.Zero);
        using var client = identity.ClientBearing(token);
        return await client.PostAsJsonAsync("/api/v1/impersonations", new { tenant = "northwind", user, reason = "T-1 cannot see invoices", ticket = "T-1", minutes, elevated });
    }

    private Task<HttpResponseMessage> ExchangeAsync(JsonElement started, string actor, params (string Name, string Value)[] changes) => _console.PostAsync("/connect/token",
    [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token", started.GetProperty("token").GetString()!), ("subject_token_type", started.GetProperty("tokenType").GetString()!),
        ("actor_token", actor), ("actor_token_type", "urn:ietf:params:oauth:token-type:access_token"), .. changes,
    ]);

    private static async Task<string?> ErrorAsync(Task<HttpResponseMessage> answer) =>
        (await (await answer).JsonAsync(HttpStatusCode.BadRequest)).GetProperty("error").GetString();
}
