using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Npgsql;
using StudioOps.Story;

namespace StudioOps.Bench;

/// <summary>What the flag service holds with 5 000 flags, 10 000 tenants and 100 000 overrides, and how long it takes to take them in.</summary>
internal static class MemoryBenchmark
{
    private const string Key = "bench-memory";

    public static async Task<int> RunAsync()
    {
        try
        {
            Console.WriteLine("Starting ...");
            await Graph.StartAsync();
            var installation = await Installation.FindAsync(Directory.GetCurrentDirectory());
            using var api = new Api(installation);
            var pid = (await Graph.StatusAsync()).GetProperty("resources").EnumerateArray()
                .Single(resource => resource.GetProperty("name").GetString() == "flag-evaluation").GetProperty("pid").GetInt32();
            var before = Graph.Memory(pid);

            await api.PostAsync("/api/v1/flags", new { key = Key, type = "boolean" }, HttpStatusCode.Created);
            await Api.ReadAsync(await api.SendAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = Key, tenant = "northwind", value = true, reason = "bench" }), HttpStatusCode.OK);
            Console.WriteLine("Filling: 5 000 flags, 10 000 tenants, 100 000 overrides ...");
            var clock = Stopwatch.StartNew();
            await FillAsync(installation.Database("flag_evaluation"));
            var filled = clock.Elapsed;
            await Api.UntilAsync(async () => await KnowsAsync(api, "bench-5000", "bench-tenant-10000"), TimeSpan.FromMinutes(5), "the service serves all of it");
            var taken = clock.Elapsed - filled;

            // Every tenant's snapshot is compiled on its first question: a hundredth of them is asked.
            for (var tenant = 100; tenant <= 10_000; tenant += 100)
            {
                await KnowsAsync(api, "bench-5000", string.Create(CultureInfo.InvariantCulture, $"bench-tenant-{tenant}"));
            }

            return Table.Print("flags-memory (5 000 flags x 10 000 tenants x 100 000 overrides; proportional set size)",
            [
                new("the flag service, freshly started", before, null, "MiB", null),
                new("with everything, a hundred tenants asking", Graph.Memory(pid), null, "MiB", 300),
                new("taking it all in", taken.TotalSeconds, null, "s", null),
            ]);
        }
        finally
        {
            await Graph.StopAsync();
            Graph.Forget();
        }
    }

    private static async Task<bool> KnowsAsync(Api api, string flag, string tenant)
    {
        using var answer = await api.SendAsync(HttpMethod.Get, $"/api/v1/flags/check?key={flag}&tenant={tenant}&user=bench");
        return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()) is var body && JsonSerializer.Deserialize<JsonElement>(body).GetProperty("scope").GetString() is not "none";
    }

    /// <summary>Rows like the ones the service wrote itself, whatever columns they have.</summary>
    private static async Task FillAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            $$"""
            update revision set value = value + 1, definitions = value + 1;
            insert into flags select (jsonb_populate_record(flag, jsonb_build_object('id', gen_random_uuid(), 'key', 'bench-' || n, 'salt', 'bench-' || n, 'revision', (select value from revision)))).*
              from flags flag, generate_series(1, 5000) n where flag.key = '{{Key}}';
            insert into known_tenants select (jsonb_populate_record(tenant, jsonb_build_object('id', gen_random_uuid(), 'slug', 'bench-tenant-' || n, 'name', 'Bench ' || n))).*
              from known_tenants tenant, generate_series(1, 10000) n where tenant.slug = 'northwind';
            insert into overrides select (jsonb_populate_record(o, jsonb_build_object('id', gen_random_uuid(), 'tenant_id', tenant.id, 'subject', tenant.id, 'flag_key', 'bench-' || (tenant.place * 10 + n) % 5000 + 1))).*
              from overrides o, (select id, row_number() over () as place from known_tenants where slug like 'bench-tenant-%') tenant, generate_series(1, 10) n where o.flag_key = '{{Key}}';
            insert into tenant_revisions (tenant_id, revision) select id, (select value from revision) from known_tenants where slug like 'bench-tenant-%';
            """, connection)
        { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }
}
