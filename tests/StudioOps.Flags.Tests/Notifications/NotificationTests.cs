using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StudioOps.Flags.Notifications;
using StudioOps.Flags.Tests.Governing;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Notifying;

/// <summary>A flag service with a mail server beside it, and somebody who listens for webhooks.</summary>
public sealed class NotifyingFixture : FlagServiceFixture
{
    private WebApplication? _listener;

    internal SmtpReceiver Mail { get; } = new();

    /// <summary>What was posted, by path.</summary>
    internal ConcurrentQueue<Posted> Received { get; } = new();

    /// <summary>What a path is answered with; 204 unless said.</summary>
    internal ConcurrentDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);

    internal string Hook(string path) => $"{_listener!.Urls.First()}{path}";

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("Mail:Endpoint", $"smtp://127.0.0.1:{Mail.Port}")];

    protected override async Task BeforeStartAsync()
    {
        Mail.Start();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _listener = builder.Build();
        _listener.MapPost("/{**path}", async (HttpContext http) =>
        {
            var path = http.Request.Path.ToString();
            Received.Enqueue(new Posted(path, await new StreamReader(http.Request.Body).ReadToEndAsync(), http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            http.Response.StatusCode = Answers.GetValueOrDefault(path, 204);
        });
        await _listener.StartAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Mail.Stop();
        await _listener!.DisposeAsync();
    }
}

internal sealed record Posted(string Path, string Body, Dictionary<string, string> Headers);

/// <summary>Whoever follows a flag or a tenant hears of each change-set once, by mail or by a signed webhook.</summary>
public sealed class NotificationTests(NotifyingFixture service) : IClassFixture<NotifyingFixture>
{
    [Fact]
    public async Task A_change_set_is_told_once_to_each_follower_by_mail_and_by_a_signed_webhook()
    {
        var (flag, other) = (await FlagAsync(), await FlagAsync());
        var hook = await FollowAsync(new { flag, webhook = service.Hook("/followed") });
        var mail = await FollowAsync(new { flag, tenant = "acme", email = $"{flag}@followers.example" });
        await using var second = service.Factory.WithWebHostBuilder(_ => { });
        using var started = second.CreateClient();
        await service.OverrideAsync(other, "acme", true);
        object bulk = new { reason = "launch", select = new { tenants = new[] { "acme", "globex" } }, set = new[] { new { flag, value = true } } };
        var fingerprint = (await (await service.Operator().PostAsJsonAsync("/api/v1/change-sets/dry-run", bulk)).JsonAsync()).GetProperty("fingerprint").GetString();

        var set = (await (await service.Operator().PostAsJsonAsync(
            "/api/v1/change-sets", new { reason = "launch", select = new { tenants = new[] { "acme", "globex" } }, set = new[] { new { flag, value = true } }, fingerprint })).JsonAsync()).GetProperty("id").GetString()!;

        var delivered = await DeliveredAsync(hook);
        await DeliveredAsync(mail);
        Assert.Equal(set, delivered.GetProperty("changeSet").GetString());
        var posted = Assert.Single(service.Received, one => one.Path == "/followed");
        Assert.Equal(Signature(hook.GetProperty("secret").GetString()!, posted), posted.Headers["webhook-signature"]);
        var data = JsonSerializer.Deserialize<JsonElement>(posted.Body).GetProperty("data");
        Assert.Equal((set, "launch", 2, 2), (data.GetProperty("changeSet").GetString(), data.GetProperty("reason").GetString(), data.GetProperty("tenants").GetInt32(), data.GetProperty("rows").GetInt32()));
        var letter = Assert.Single(service.Mail.Mails, one => one.To.Contains(flag, StringComparison.Ordinal));
        Assert.Contains(flag, letter.Header("Subject"), StringComparison.Ordinal);
        Assert.Equal(2, await service.ScalarAsync<long>($"select count(*) from deliveries where change_set_id = '{set}'"));
        // The secret is told once, and kept unreadable.
        var listed = (await (await service.Operator().GetAsync("/api/v1/flags/followers")).JsonAsync()).GetProperty("items").EnumerateArray();
        Assert.All(listed, one => Assert.Equal(JsonValueKind.Null, one.GetProperty("secret").ValueKind));
        Assert.False(await service.ScalarAsync<bool>($"select position('whsec'::bytea in secret) > 0 from followers where channel = 'webhook' and flag_key = '{flag}'"));
    }

    [Fact]
    public async Task What_does_not_get_through_is_tried_again_given_up_after_days_and_sent_again_when_somebody_says_so()
    {
        var flag = await FlagAsync();
        service.Answers["/broken"] = 500;
        var hook = await FollowAsync(new { flag, webhook = service.Hook("/broken") });
        var id = hook.GetProperty("id").GetString();
        await service.OverrideAsync(flag, "acme", true);

        await UntilAsync(hook, row => row.GetProperty("attempts").GetInt32() == 1 && row.GetProperty("error").ValueKind == JsonValueKind.String);
        await service.PassAsync(TimeSpan.FromSeconds(5));
        var second = await UntilAsync(hook, row => row.GetProperty("attempts").GetInt32() == 2 && row.GetProperty("nextAt").GetDateTimeOffset() == service.Clock.GetUtcNow().AddMinutes(5));
        Assert.Equal(("pending", "It answered 500."), (second.GetProperty("state").GetString(), second.GetProperty("error").GetString()));
        await service.PassAsync(TimeSpan.FromDays(6));
        var given = await UntilAsync(hook, row => row.GetProperty("state").GetString() == "failed");
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from followers where id = '{id}' and disabled_at is not null"));

        service.Answers["/broken"] = 200;
        var again = await service.Operator().PostAsync($"/api/v1/flags/followers/{id}/deliveries/{given.GetProperty("id").GetString()}/redeliver", null);

        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await DeliveredAsync(hook);
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from followers where id = '{id}' and disabled_at is null and failing_since is null"));
        var posted = service.Received.Where(one => one.Path == "/broken").ToArray();
        Assert.Equal((4, 1, 1), (posted.Length, posted.Select(one => one.Headers["webhook-id"]).Distinct().Count(), posted.Select(one => one.Body).Distinct().Count()));
    }

    [Fact]
    public async Task Who_does_not_say_whom_to_tell_of_what_is_refused_and_who_has_gone_hears_nothing_more()
    {
        var flag = await FlagAsync();
        Task<HttpResponseMessage> Follow(object request, HttpClient? caller = null) => (caller ?? service.Operator()).PostAsJsonAsync("/api/v1/flags/followers", request);

        Assert.Equal("follower.channel", await (await Follow(new { flag })).ProblemCodeAsync());
        Assert.Equal("follower.email", await (await Follow(new { flag, email = "nobody at all" })).ProblemCodeAsync());
        Assert.Equal("follower.url", await (await Follow(new { flag, webhook = "file:///etc/passwd" })).ProblemCodeAsync());
        Assert.Equal("flag.not-found", await (await Follow(new { flag = "no_such_flag", email = "ada@followers.example" })).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await Follow(new { flag, email = "ada@followers.example" }, service.Member(FlagServiceFixture.Acme))).ProblemCodeAsync());
        var gone = await FollowAsync(new { flag, webhook = service.Hook("/gone") });
        var path = $"/api/v1/flags/followers/{gone.GetProperty("id").GetString()}";
        Assert.Equal(HttpStatusCode.NoContent, (await service.Operator().DeleteAsync(path)).StatusCode);
        Assert.Equal("follower.not-found", await (await service.Operator().DeleteAsync(path)).ProblemCodeAsync());
        var stays = await FollowAsync(new { flag, webhook = service.Hook("/stays") });
        await service.OverrideAsync(flag, "acme", true);
        await DeliveredAsync(stays);
        Assert.DoesNotContain(service.Received, one => one.Path == "/gone");
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("93.184.215.14", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    public void Webhooks_go_to_the_world_and_nowhere_inside(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    private static string Signature(string secret, Posted posted) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{posted.Headers["webhook-id"]}.{posted.Headers["webhook-timestamp"]}.{posted.Body}")));

    private async Task<string> FlagAsync()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        // What it was defined by is told of before anybody follows it.
        await Eventually.TrueAsync(async () => await service.ScalarAsync<long>("select count(*) from change_sets where not told") == 0, "everything so far was told");
        return key;
    }

    private async Task<JsonElement> FollowAsync(object request) => await (await service.Operator().PostAsJsonAsync("/api/v1/flags/followers", request)).JsonAsync(HttpStatusCode.Created);

    private Task<JsonElement> DeliveredAsync(JsonElement follower) => UntilAsync(follower, row => row.GetProperty("state").GetString() == "delivered");

    private async Task<JsonElement> UntilAsync(JsonElement follower, Func<JsonElement, bool> until)
    {
        JsonElement found = default;
        await Eventually.TrueAsync(
            async () =>
            {
                var rows = (await (await service.Operator().GetAsync($"/api/v1/flags/followers/{follower.GetProperty("id").GetString()}/deliveries")).JsonAsync()).GetProperty("items");
                found = rows.GetArrayLength() == 0 ? default : rows[0];
                return rows.GetArrayLength() == 1 && until(found);
            },
            "the delivery is as it should be");
        return found;
    }
}
