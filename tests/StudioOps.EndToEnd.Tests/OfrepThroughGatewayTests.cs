using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using StudioOps.Story;

namespace StudioOps.EndToEnd.Tests;

/// <summary>What a client of the protocol sees from outside: nothing of it is lost, added or rewritten on the way through the gateway.</summary>
[Collection(Graph.Name)]
public sealed class OfrepThroughGatewayTests(Graph graph)
{
    private const string Path = "/ofrep/v1/evaluate/flags";

    [Fact]
    public async Task Values_refusals_tags_and_events_come_through_as_the_service_says_them()
    {
        using var platform = new Api(graph.Installation);
        var number = $"far-{Guid.CreateVersion7():n}"[..24];
        await platform.PostAsync(
            "/api/v1/flags", new { key = number, type = "number", state = "on", onVariant = "a", offVariant = "b", variants = new[] { new { name = "a", value = 9007199254740991 }, new { name = "b", value = 0L } } }, HttpStatusCode.Created);
        var account = await platform.PostAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "protocol", permissions = new[] { "flags.evaluate" } }, HttpStatusCode.Created);
        using var northwind = new Api(graph.Installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
        using var http = graph.Installation.Client();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await northwind.TokenAsync());
        await Api.UntilAsync(async () => (await AskAsync(http, "/" + number, "{}")).Status == HttpStatusCode.OK, TimeSpan.FromSeconds(90), "the flag is served");

        Assert.Equal(9007199254740991, (await AskAsync(http, "/" + number, "{}")).Body.GetProperty("value").GetInt64());
        foreach (var (path, key) in new[] { ("a%2Fb", "a/b"), ("two%20words", "two words"), ("gr%C3%B6%C3%9Fe", "größe"), ("50%2525", "50%25") })
        {
            var (status, unknown) = await AskAsync(http, "/" + path, "{}");
            Assert.Equal((HttpStatusCode.NotFound, "FLAG_NOT_FOUND", key), (status, unknown.GetProperty("errorCode").GetString(), unknown.GetProperty("key").GetString()));
        }

        Assert.Equal("INVALID_CONTEXT", (await AskAsync(http, "", "null")).Body.GetProperty("errorCode").GetString());
        var claimed = (await AskAsync(http, "/" + number, """{"tenant":"another"}""")).Body.GetProperty("metadata");
        Assert.Equal("tenant", claimed.GetProperty("contextOverridden").GetString());
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(http, "", "x", "text/plain")).StatusCode);
        using (var nobody = graph.Installation.Client())
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(nobody, "", """{"context":{}}""")).StatusCode);
        }

        var all = await SendAsync(http, "", """{"context":{"targetingKey":"ada"}}""");
        var bulk = await all.Content.ReadFromJsonAsync<JsonElement>();
        var keys = bulk.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("key").GetString()!).ToArray();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        var requestUri = bulk.GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString()!;
        using var anonymous = graph.Installation.Client(Timeout.InfiniteTimeSpan);
        using var stream = await anonymous.GetAsync(requestUri, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(("text/event-stream", "identity"), (stream.Content.Headers.ContentType!.MediaType, string.Join(',', stream.Content.Headers.ContentEncoding.DefaultIfEmpty("identity"))));
        using var events = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.False(string.IsNullOrEmpty(await EventAsync(events)));

        // Nobody changes anything meanwhile, or this one question is asked again.
        await Api.UntilAsync(async () => await UnchangedAsync(http), TimeSpan.FromSeconds(90), "the same question is answered 304, with the tag and no body");
        var set = await Api.ReadAsync(await platform.SendAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = number, tenant = "northwind", value = 7, reason = "a test asked for it" }), HttpStatusCode.OK);
        var revision = set.GetProperty("revision").GetInt64();
        var told = "";
        while (Revision(told) < revision)
        {
            told = await EventAsync(events);
        }

        var (_, after) = await AskAsync(http, "", """{"targetingKey":"ada"}""", $"?flagConfigEtag={told}", all.Headers.ETag!.Tag);
        Assert.Equal(7, after.GetProperty("flags").EnumerateArray().Single(flag => flag.GetProperty("key").GetString() == number).GetProperty("value").GetInt32());
    }

    private static async Task<bool> UnchangedAsync(HttpClient http)
    {
        var first = await SendAsync(http, "", """{"context":{"targetingKey":"ada"}}""");
        var again = await SendAsync(http, "", """{"context":{"targetingKey":"ada"}}""", ifNoneMatch: first.Headers.ETag!.Tag);
        return again.StatusCode == HttpStatusCode.NotModified && again.Headers.ETag!.Tag == first.Headers.ETag!.Tag && (await again.Content.ReadAsByteArrayAsync()).Length == 0;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpClient http, string path, string context, string query = "", string? ifNoneMatch = null)
    {
        using var answer = await SendAsync(http, path + query, $$"""{"context":{{context}}}""", ifNoneMatch: ifNoneMatch);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient http, string path, string body, string type = "application/json", string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path + path) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return http.SendAsync(request);
    }

    /// <summary>The tag of the next event.</summary>
    private static async Task<string> EventAsync(StreamReader events)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (await events.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]).GetProperty("etag").GetString()!;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    private static long Revision(string etag) => etag.Length == 0 ? 0 : long.Parse(etag.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
}
