using System.Net;
using System.Text.Json;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Streaming;

public sealed class ServerStreamTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task First_comes_everything_then_only_what_changed_for_this_tenant()
    {
        var key = Tally.Key();
        using var live = await OpenAsync("acme");
        var (name, id, whole) = await NextAsync(live);
        Assert.Equal("snapshot", name);
        Assert.Equal(("acme", "pro", North.ToString()), (Text(whole, "slug"), Text(whole, "plan"), Text(whole, "partner")));
        Assert.True(whole.GetProperty("flags").GetArrayLength() >= 12);
        Assert.Equal(id, whole.GetProperty("revision").GetInt64());

        await service.DefineAsync(new { key, type = "boolean" });
        var (_, _, defined) = await NextAsync(live);
        Assert.Equal([key], defined.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("key").GetString()));
        Assert.Equal(JsonValueKind.Null, defined.GetProperty("overrides").ValueKind);

        await service.OverrideAsync(key, "globex", true);
        await service.OverrideAsync(key, "acme", true, user: "ada");
        var (delta, _, overridden) = await NextAsync(live);
        Assert.Equal(("delta", 0), (delta, overridden.GetProperty("flags").GetArrayLength()));
        var row = Assert.Single(overridden.GetProperty("overrides").EnumerateArray(), row => row.GetProperty("flagKey").GetString() == key);
        Assert.Equal(("user", "ada", true), (row.GetProperty("level").GetString(), row.GetProperty("subject").GetString(), row.GetProperty("value").GetBoolean()));

        var once = await (await service.Operator().GetAsync("/api/v1/flags/stream?tenant=acme")).JsonAsync();
        Assert.Equal(overridden.GetProperty("revision").GetInt64(), once.GetProperty("revision").GetInt64());
        using var resumed = await OpenAsync("acme", overridden.GetProperty("revision").GetInt64());
        await service.DefineAsync(new { key = Tally.Key(), type = "boolean" });
        Assert.Equal("delta", (await NextAsync(resumed)).Name);
        using var late = await OpenAsync("acme", 1);
        Assert.Equal("snapshot", (await NextAsync(late)).Name);
    }

    [Fact]
    public async Task A_tenants_own_client_follows_its_own_tenant_and_no_other()
    {
        var member = service.Member(Acme, "flags.evaluate");
        var own = await (await member.GetAsync("/api/v1/flags/stream")).JsonAsync();
        Assert.Equal("acme", Text(own, "slug"));
        Assert.True(own.GetProperty("flags").GetArrayLength() >= 12);
        Assert.Equal(own.GetProperty("revision").GetInt64(), (await (await member.GetAsync("/api/v1/flags/stream?tenant=acme")).JsonAsync()).GetProperty("revision").GetInt64());

        var foreign = await member.GetAsync("/api/v1/flags/stream?tenant=globex");
        var nobody = await member.GetAsync("/api/v1/flags/stream?tenant=nobody");
        Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (foreign.StatusCode, await foreign.ProblemCodeAsync()));
        Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (nobody.StatusCode, await nobody.ProblemCodeAsync()));
    }

    [Fact]
    public async Task Any_tenant_takes_both_permissions_and_a_token_of_the_platform()
    {
        foreach (var permissions in new string[][] { ["flags.evaluate.any"], ["flags.evaluate", "flags.read"], ["flags.read"] })
        {
            var refused = await service.Operator(permissions).GetAsync("/api/v1/flags/stream?tenant=nobody");
            Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        }

        Assert.Equal("tenant.not-found", await (await service.Operator().GetAsync("/api/v1/flags/stream")).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.OK, (await service.Internal().GetAsync("/api/v1/flags/stream?tenant=globex")).StatusCode);
    }

    private async Task<StreamReader> OpenAsync(string tenant, long? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/flags/stream?tenant={tenant}") { Headers = { { "Accept", "text/event-stream" } } };
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        var answer = await service.Operator().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await answer.Content.ReadAsStreamAsync());
    }

    private static async Task<(string Name, long Id, JsonElement Data)> NextAsync(StreamReader live)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!fields.ContainsKey("data"))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            if ((await live.ReadLineAsync(patience.Token))!.Split(": ", 2) is [var name, var value])
            {
                fields[name] = value;
            }
        }

        return (fields["event"], long.Parse(fields["id"], System.Globalization.CultureInfo.InvariantCulture), JsonSerializer.Deserialize<JsonElement>(fields["data"]));
    }

    private static string? Text(JsonElement view, string field) => view.GetProperty("tenant").GetProperty(field).GetString();
}
