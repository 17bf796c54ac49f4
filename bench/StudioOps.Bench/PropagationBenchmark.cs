using System.Net;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>From the change an operator asks for to its arrival at every open stream, through the gateway.</summary>
internal static class PropagationBenchmark
{
    private const int Changes = 20;

    private static readonly string[] Evaluate = ["flags.evaluate"];

    public static async Task<int> RunAsync()
    {
        try
        {
            Console.WriteLine("Starting ...");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            var account = await api.PostAsync("/api/v1/service-accounts", new { tenant = "northwind", name = "bench", permissions = Evaluate }, HttpStatusCode.Created);
            using var tenant = new Api(installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
            var bulk = await tenant.PostAsync("/ofrep/v1/evaluate/flags", new { context = new { targetingKey = "bench" } });
            var address = new Uri(installation.Gateway, bulk.GetProperty("eventStreams")[0].GetProperty("endpoint").GetProperty("requestUri").GetString()!).ToString();

            await using var bare = await BareProcess.StartAsync();
            await using var ours = new Listeners();
            await using var reference = new Listeners();
            var rows = new List<Row>();
            foreach (var streams in new[] { 500, 1000 })
            {
                Console.WriteLine($"{streams} streams, {Changes} changes each ...");
                await ours.OpenAsync(streams, address);
                await reference.OpenAsync(streams, bare.Address + "/stream");
                var (heard, told) = (new List<double>(), new List<double>());
                for (var change = 0; change < Changes; change++)
                {
                    heard.AddRange(await ours.MeasureAsync(() => OverrideAsync(api, change % 2 == 0)));
                    told.AddRange(await reference.MeasureAsync(() => bare.TellAsync()));
                }

                rows.Add(new($"change to arrival, {streams} streams, p50", Table.Percentile(heard, 50), Table.Percentile(told, 50), "ms", null));
                rows.Add(new($"change to arrival, {streams} streams, p99", Table.Percentile(heard, 99), Table.Percentile(told, 99), "ms", streams == 500 ? 100 : null));
            }

            return Table.Print("flags-propagation (from sending the change, commit included, through the gateway; reference: bare Kestrel writing one line to as many streams)", rows);
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
        }
    }

    private static async Task<long> OverrideAsync(Api api, bool value)
    {
        var answer = await Api.ReadAsync(
            await api.SendAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = "practice_rooms", tenant = "northwind", value, reason = "bench" }), HttpStatusCode.OK);
        return answer.GetProperty("revision").GetInt64();
    }
}
