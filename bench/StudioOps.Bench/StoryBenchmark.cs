using System.Diagnostics;
using System.Net;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>How long a customer waits: from the create call to active, and from an override to its being seen.</summary>
internal static class StoryBenchmark
{
    private const int Tenants = 50;
    private const int Overrides = 200;

    public static async Task<int> RunAsync()
    {
        try
        {
            Console.WriteLine("Starting ...");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            await api.GetAsync("/api/v1/tenants");

            Console.WriteLine($"Creating {Tenants} tenants, one after the other ...");
            var active = new List<double>();
            for (var i = 0; i < Tenants; i++)
            {
                active.Add(await CreateAsync(api, $"bench-{i}"));
            }

            Console.WriteLine($"Setting {Overrides} overrides ...");
            var seen = new List<double>();
            for (var i = 0; i < Overrides; i++)
            {
                seen.Add(await OverrideAsync(api, $"bench-{i % Tenants}", i / Tenants % 2 == 0));
            }

            var plain = new List<double>();
            for (var i = 0; i < Overrides; i++)
            {
                var clock = Stopwatch.StartNew();
                await api.GetAsync("/api/v1/tenants/bench-0");
                plain.Add(clock.Elapsed.TotalMilliseconds);
            }

            return Table.Print("story (reference: one authenticated GET of a tenant through the gateway, same run)",
            [
                new("create to active, p50 of 50", Table.Percentile(active, 50), Table.Percentile(plain, 50), "ms", null),
                new("create to active, p95 of 50", Table.Percentile(active, 95), Table.Percentile(plain, 95), "ms", 5000),
                new("override to visible, p50 of 200", Table.Percentile(seen, 50), Table.Percentile(plain, 50), "ms", null),
                new("override to visible, p99 of 200", Table.Percentile(seen, 99), Table.Percentile(plain, 99), "ms", 1000),
            ]);
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
        }
    }

    private static async Task<double> CreateAsync(Api api, string slug)
    {
        var clock = Stopwatch.StartNew();
        await api.PostAsync("/api/v1/tenants", new { slug, name = slug, plan = "pro", ownerEmail = $"owner@{slug}.example" }, HttpStatusCode.Accepted);
        await Api.UntilAsync(async () => (await api.GetAsync($"/api/v1/tenants/{slug}")).GetProperty("status").GetString() == "active", TimeSpan.FromSeconds(30), $"{slug} active");
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<double> OverrideAsync(Api api, string slug, bool value)
    {
        var clock = Stopwatch.StartNew();
        await Api.ReadAsync(await api.SendAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = "ai_agents_enabled", tenant = slug, value, reason = "bench" }), HttpStatusCode.OK);
        await Api.UntilAsync(async () => (await api.EvaluateAsync("ai_agents_enabled", slug)).GetProperty("value").GetBoolean() == value, TimeSpan.FromSeconds(10), "the override is seen");
        return clock.Elapsed.TotalMilliseconds;
    }
}
