using System.Net;
using System.Text.Json;
using StudioOps.Flags.Streaming;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Streaming;

public sealed class PropagationTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task A_kill_answers_how_many_connected_clients_have_it_and_how_long_that_took()
    {
        await AloneAsync();
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean", state = "on" });
        var (acme, globex) = (service.Member(Acme), service.Member(Globex));
        using var one = await OpenAsync(acme);
        using var other = await OpenAsync(globex);
        using var silent = await OpenAsync(acme);
        var following = Task.WhenAll(AskAsync(acme, one), AskAsync(globex, other));

        var killed = await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", new { reason = "it burns" })).JsonAsync();

        var told = await following;
        Assert.All(told, answer => Assert.False(answer.GetProperty("flags").EnumerateArray().Single(flag => flag.GetProperty("key").GetString() == key).GetProperty("value").GetBoolean()));
        var revision = killed.GetProperty("revision").GetInt64();
        Assert.Equal((revision, 3, false), Read(killed.GetProperty("propagation")) switch { var (of, clients, _, complete) => (of, clients, complete) });
        await Eventually.TrueAsync(async () => Read(await ReadAsync(revision)) == (revision, 3, 2, false), "two have it");
        Assert.True((await ReadAsync(revision)).GetProperty("milliseconds").GetDouble() > 0);

        using var live = new StreamReader(await service.Operator().GetStreamAsync($"/api/v1/flags/propagations/{revision}/stream"));
        Assert.Equal(2, (await DataAsync(live)).GetProperty("acknowledged").GetInt32());
        await AskAsync(acme, silent);
        var last = await DataAsync(live);
        Assert.Equal((revision, 3, 3, true), Read(last));
        Assert.Null(await live.ReadLineAsync());
        Assert.True(JsonElement.DeepEquals(last, await ReadAsync(revision)));
    }

    [Fact]
    public async Task Who_left_is_not_waited_for_and_nobody_acknowledges_for_another()
    {
        await AloneAsync();
        var (acme, globex) = (service.Member(Acme), service.Member(Globex));
        var leaving = await OpenAsync(acme);
        using var staying = await OpenAsync(globex);
        var set = (await service.DefineAsync(new { key = Tally.Key(), type = "boolean" })).GetProperty("revision").GetInt64();
        var told = (await staying.UntilAsync(set))[^1];

        leaving.Dispose();
        await EvaluateAsync(acme, null, new { }, query: $"?flagConfigEtag={told.Etag}");
        await Eventually.TrueAsync(async () => Read(await ReadAsync(set)) == (set, 1, 0, false), "one is waited for");
        await EvaluateAsync(globex, null, new { }, query: $"?flagConfigEtag={told.Etag}");

        Assert.Equal((set, 1, 1, true), Read(await ReadAsync(set)));
    }

    [Fact]
    public async Task Only_those_a_change_is_about_are_counted_and_only_operators_are_told()
    {
        await AloneAsync();
        using var globex = await OpenAsync(service.Member(Globex));
        var set = (await service.OverrideAsync("cloud_storage", "acme", true)).GetProperty("revision").GetInt64();

        Assert.Equal((set, 0, 0, true), Read(await ReadAsync(set)));
        foreach (var path in new[] { $"/api/v1/flags/propagations/{set}", $"/api/v1/flags/propagations/{set}/stream" })
        {
            var refused = await service.Member(Acme).GetAsync(path);
            Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        }

        Assert.Equal("propagation.not-found", await (await service.Operator().GetAsync("/api/v1/flags/propagations/999999999")).ProblemCodeAsync());
    }

    /// <summary>A stream that was closed is a connected client until the service has noticed.</summary>
    private Task AloneAsync()
    {
        var connections = service.Factory.Services.GetRequiredService<Connections>();
        return Eventually.TrueAsync(() => Task.FromResult(!connections.All.Any()), "nobody of an earlier test is connected");
    }

    private static async Task<EventStream> OpenAsync(HttpClient caller)
    {
        var stream = await EventStream.OpenAsync(caller, await EventStream.AddressAsync(await EvaluateAsync(caller, null, new { })));
        Assert.NotNull(await stream.NextAsync());
        return stream;
    }

    /// <summary>What a stock client does with an event.</summary>
    private static async Task<JsonElement> AskAsync(HttpClient caller, EventStream stream) =>
        await (await EvaluateAsync(caller, null, new { }, query: $"?flagConfigEtag={(await stream.NextAsync())!.Etag}")).JsonAsync();

    private async Task<JsonElement> ReadAsync(long revision) => await (await service.Operator().GetAsync($"/api/v1/flags/propagations/{revision}")).JsonAsync();

    private static async Task<JsonElement> DataAsync(StreamReader live)
    {
        string? line;
        while (!(line = await live.ReadLineAsync())!.StartsWith("data: ", StringComparison.Ordinal))
        {
        }

        await live.ReadLineAsync();
        return JsonSerializer.Deserialize<JsonElement>(line[6..]);
    }

    private static (long Revision, int Clients, int Acknowledged, bool Complete) Read(JsonElement propagation) => (
        propagation.GetProperty("revision").GetInt64(), propagation.GetProperty("clients").GetInt32(),
        propagation.GetProperty("acknowledged").GetInt32(), propagation.GetProperty("complete").GetBoolean());
}
