using System.Collections.Concurrent;
using System.Diagnostics;

namespace StudioOps.Flags.Tests;

/// <summary>How often Postgres is asked for one request: never for an answer, and for a list as often for many rows as for one.</summary>
public sealed class StatementCountTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task An_answer_asks_no_table_and_a_list_asks_as_often_for_many_rows_as_for_one()
    {
        var asked = new ConcurrentDictionary<ActivityTraceId, int>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is not null)
                {
                    asked.AddOrUpdate(activity.TraceId, 1, (_, count) => count + 1);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var (acme, platform, keys) = (service.Member(FlagServiceFixture.Acme), service.Operator(), Enumerable.Range(0, 12).Select(_ => Tally.Key()).ToArray());
        foreach (var key in keys)
        {
            await service.DefineAsync(new { key, type = "boolean" });
            await service.OverrideAsync(key, "acme", true);
            await service.OverrideAsync(keys[0], "acme", true, user: key);
        }

        foreach (var path in new[] { "/api/v1/flags/active", "/api/v1/flags/check?key=" + keys[0], "/api/v1/flags/stream" })
        {
            Assert.Equal(0, await CountAsync(acme, path));
        }

        Assert.Equal(0, await CountAsync(acme, "/ofrep/v1/evaluate/flags", ask: true));
        Assert.Equal(0, await CountAsync(acme, "/ofrep/v1/evaluate/flags/" + keys[0], ask: true));
        foreach (var list in new[] { "/api/v1/flags?", "/api/v1/flags?stale=any&", "/api/v1/overrides?tenant=acme&", "/api/v1/overrides?flag=" + keys[0] + "&", "/api/v1/segments?", "/api/v1/change-sets?" })
        {
            var (few, many) = (await CountAsync(platform, list + "limit=1"), await CountAsync(platform, list + "limit=200"));
            Assert.True(few > 0 && few == many, $"{list}: {few} statements for one row, {many} for many");
        }

        async Task<int> CountAsync(HttpClient caller, string path, bool ask = false)
        {
            var trace = ActivityTraceId.CreateRandom();
            using var request = new HttpRequestMessage(ask ? HttpMethod.Post : HttpMethod.Get, path) { Content = ask ? JsonContent.Create(new { context = new { targetingKey = "ada" } }) : null };
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using var answer = await caller.SendAsync(request);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
            return asked.GetValueOrDefault(trace);
        }
    }
}
