using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Npgsql;
using StudioOps.EndToEnd.Tests;
using StudioOps.Story;
using Xunit.Abstractions;

namespace StudioOps.Faults.Tests;

/// <summary>How long after a revocation a good token is still taken, at the gateway and at every service itself.</summary>
[Collection(Graph.Name)]
public sealed class StandingTests(Graph graph, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly List<TimeSpan> _took = [];
    private readonly string _slug = $"standing-{Guid.NewGuid().ToString("n")[..8]}";
    private readonly Api _operator = new(graph.Installation);

    private Installation Installation => graph.Installation;

    // Something each service answers to any valid token, if only with a 403.
    private (string Name, Uri Address)[] Doors =>
    [
        ("gateway", new Uri(Installation.Gateway, "/api/v1/tenants")),
        ("identity", new Uri(Installation.Address("identity"), "/api/v1/users")),
        ("tenant", new Uri(Installation.Address("tenant"), "/api/v1/tenants")),
        ("flag-evaluation", new Uri(Installation.Address("flag-evaluation"), "/api/v1/flags")),
        ("provisioning", new Uri(Installation.Address("provisioning"), "/api/v1/provisioning")),
        ("admin", new Uri(Installation.Address("admin"), "/api/v1/audit")),
    ];

    public async Task InitializeAsync()
    {
        await _operator.PostAsync("/api/v1/tenants", new { slug = _slug, name = "Standing Studio", plan = "pro", ownerEmail = $"owner@{_slug}.example" }, HttpStatusCode.Accepted);
        await Api.UntilAsync(async () => (await _operator.GetAsync($"/api/v1/tenants/{_slug}")).GetProperty("status").GetString() == "active", Patience, "the tenant is active");
    }

    public async Task DisposeAsync()
    {
        await _operator.SendAsync(HttpMethod.Delete, $"/api/v1/tenants/{_slug}", new { slug = _slug, reason = "done" });
        _operator.Dispose();
    }

    [Theory]
    [InlineData(true, "PLATFORM_MANAGER", "PLATFORM_SALES")]
    [InlineData(false, "SUPERUSER", "PLATFORM_SUPPORT")]
    public async Task A_suspended_tenant_a_disabled_person_and_client_and_an_ended_session_are_refused_everywhere_in_time(bool redis, string leaver, string culprit)
    {
        // One code of an authenticator serves once, so each sign-in is another person's.
        using var leaving = new Person(Installation);
        using var staying = new Person(Installation);
        var (session, person) = (await leaving.SignInAsync(leaver), await staying.SignInAsync(culprit));
        var (tenant, client) = (await MemberAsync(), await MemberAsync());
        if (!redis)
        {
            await Installation.ResourceAsync("stop", "redis");
        }

        try
        {
            await RefusedAsync("session ended", redis, session, "session.ended", () => leaving.SignOutAsync(session));
            await RefusedAsync("person disabled", redis, person, "account.disabled", () => SuspendAsync("User", Claim(person, "sub")));
            await RefusedAsync("client disabled", redis, client, "client.disabled", () => SuspendAsync("Client", Claim(client, "client_id")));
            await RefusedAsync("tenant suspended", redis, tenant, "tenant.suspended", () => _operator.PostAsync($"/api/v1/tenants/{_slug}/suspend", new { reason = "unpaid" }));
        }
        finally
        {
            if (!redis)
            {
                await Installation.ResourceAsync("start", "redis");
                await Installation.ReadyAsync(Patience);
            }
        }

        // Everybody refused every time. How soon, the middle of all times says: a machine that stood still for a moment says nothing about the product.
        var middle = _took.Order().ElementAt(_took.Count / 2);
        Assert.True(middle < Promise, $"Half of the refusals came later than {middle.TotalSeconds:0.0} s.");
    }

    [Fact]
    public async Task With_identity_away_the_last_word_stands_and_after_half_a_minute_everybody_says_so()
    {
        // New ones, that live longer than this takes.
        var bad = await MemberAsync();
        _operator.ForgetToken();
        var good = await _operator.TokenAsync();
        using var trusted = Bearing(good);
        using var refused = Bearing(bad);
        await RefusedAsync("client disabled", redis: true, bad, "client.disabled", () => SuspendAsync("Client", Claim(bad, "client_id")));
        var clock = Stopwatch.StartNew();
        await Installation.ResourceAsync("stop", "identity");
        try
        {
            var away = Doors.Where(door => door.Name != "identity").ToList();
            foreach (var (name, address) in away)
            {
                Assert.True((await trusted.GetAsync(address)).IsSuccessStatusCode, $"{name} takes a good token");
                Assert.True(await IsRefusedAsync(refused, address, "client.disabled"), $"{name} keeps refusing");
            }

            await Task.WhenAll(away.Select(door => Api.UntilAsync(async () => await Installation.ReadinessAsync(door.Name) == "degraded", Patience, $"{door.Name} says degraded")));
            output.WriteLine($"identity stopped: everybody says degraded after {clock.Elapsed.TotalSeconds:0.0} s");
            // The last answer may be a poll older than the stop.
            Assert.True(clock.Elapsed > TimeSpan.FromSeconds(25), $"after {clock.Elapsed.TotalSeconds:0.0} s already");
            foreach (var (name, address) in away)
            {
                Assert.True((await trusted.GetAsync(address)).IsSuccessStatusCode, $"{name} still takes a good token");
                Assert.True(await IsRefusedAsync(refused, address, "client.disabled"), $"{name} still refuses");
            }

            using var change = await trusted.PostAsync(new Uri(Installation.Gateway, $"/api/v1/tenants/{_slug}/suspend"), JsonContent.Create(new { reason = "unpaid" }));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, change.StatusCode);
            Assert.Equal("standing.unknown", await CodeAsync(change));
        }
        finally
        {
            await Installation.ResourceAsync("start", "identity");
            await Installation.ReadyAsync(Patience);
        }

        await _operator.PostAsync($"/api/v1/tenants/{_slug}/suspend", new { reason = "unpaid" });
    }

    private async Task RefusedAsync(string what, bool redis, string token, string code, Func<Task> revoke)
    {
        using var http = Bearing(token);
        foreach (var (name, address) in Doors)
        {
            using var before = await http.GetAsync(address);
            Assert.True(before.StatusCode is HttpStatusCode.OK or HttpStatusCode.Forbidden, $"{name} answered {(int)before.StatusCode} before: {await before.Content.ReadAsStringAsync()}");
        }

        await revoke();
        var clock = Stopwatch.StartNew();
        var took = await Task.WhenAll(Doors.Select(async door =>
        {
            await Api.UntilAsync(() => IsRefusedAsync(http, door.Address, code), Patience, $"{what}: {door.Name} refuses");
            return (door.Name, Took: clock.Elapsed);
        }));
        _took.AddRange(took.Select(door => door.Took));
        output.WriteLine($"{what}, Redis {(redis ? "up" : "stopped")}: refused after {string.Join(", ", took.Select(door => $"{door.Name} {door.Took.TotalMilliseconds:0} ms"))}");
    }

    private static async Task<bool> IsRefusedAsync(HttpClient http, Uri address, string code)
    {
        using var response = await http.GetAsync(address);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return false;
        }

        Assert.Equal(code, await CodeAsync(response));
        return true;
    }

    /// <summary>A token of a new service account of the tenant.</summary>
    private async Task<string> MemberAsync()
    {
        var account = await _operator.SendOnceKnownAsync(HttpMethod.Post, "/api/v1/service-accounts", new { tenant = _slug, name = "standing", permissions = (string[])["tenants.read"] }, HttpStatusCode.Created);
        using var member = new Api(Installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
        return await member.TokenAsync();
    }

    // No endpoint disables a person or a client yet; the feed does not care who wrote the line.
    private async Task SuspendAsync(string kind, string id)
    {
        await using var connection = new NpgsqlConnection(Installation.Database("identity"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "insert into standing (kind, id, status, permissions_version, revision, changed_at) values ($1, $2, 'suspended', 0, nextval('standing_revision'), now())", connection)
        {
            Parameters = { new() { Value = kind }, new() { Value = id } },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static HttpClient Bearing(string token) => new() { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task<string?> CodeAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString();

    private static string Claim(string token, string name) =>
        JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1])).GetProperty(name).GetString()!;
}
