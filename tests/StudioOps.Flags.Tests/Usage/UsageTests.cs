using System.Net;
using System.Text.Json;
using StudioOps.Flags.Usage;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Counting;

public sealed class UsageTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task What_was_answered_is_counted_exactly_and_nothing_is_written_until_the_flush()
    {
        var key = Tally.Key("counted");
        await service.DefineAsync(new { key, type = "boolean", rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "equals", attribute = "beta", value = true } } } } });
        await FlushAsync();
        var (acme, globex) = (service.Member(Acme), service.Member(Globex));

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => EvaluateAsync(acme, key, new { beta = i % 4 == 0 })));
        await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => EvaluateAsync(globex, null, new { targetingKey = "u" })));
        var before = await service.ScalarAsync<long>($"select count(*) from flag_usage where flag_key = '{key}'");
        await FlushAsync();

        Assert.Equal(0, before);
        Assert.Equal("off 0 7,off 30 0,on 10 0", await service.ScalarAsync<string>(
            $"select string_agg(variant || ' ' || named || ' ' || listed, ',' order by variant, named) from flag_usage where flag_key = '{key}'"));
        var usage = await UsageAsync(service.Operator(), key);
        Assert.Equal((40, 7), (Number(usage, "named"), Number(usage, "listed")));
        Assert.Equal(["acme 40", "globex 0"], usage.GetProperty("tenants").EnumerateArray().Select(tenant => $"{tenant.GetProperty("slug").GetString()} {Number(tenant, "named")}"));
        Assert.Equal(FlagServiceFixture.Now, usage.GetProperty("lastSeen").GetDateTimeOffset());
        // A tenant is told of itself alone.
        var own = await UsageAsync(globex, key);
        Assert.Equal((0, 7, JsonValueKind.Null), (Number(own, "named"), Number(own, "listed"), own.GetProperty("lastSeen").ValueKind));
        Assert.Equal("globex", Assert.Single(own.GetProperty("tenants").EnumerateArray()).GetProperty("slug").GetString());
    }

    [Fact]
    public async Task What_clients_tell_is_counted_for_their_own_tenant_and_within_bounds()
    {
        var key = Tally.Key("reported");
        await service.DefineAsync(new { key, type = "boolean" });
        var (acme, platform) = (service.Member(Acme), service.Operator("flags.evaluate.any", "flags.read"));
        object Of(long count, string variant = "on", string? tenant = null) => new { tenant, counts = new[] { new { flag = key, variant, count } } };

        var told = await (await acme.PostAsJsonAsync("/api/v1/flags/usage", new
        {
            counts = new object[] { new { flag = key, variant = "on", count = 5 }, new { flag = key, variant = "gone", count = 5 }, new { flag = "nowhere", variant = "on", count = 5 }, new { flag = key, variant = "override", count = 2 } },
            unknown = new[] { key + "-mispelt" },
        })).JsonAsync();
        Assert.Equal((2, 2), (told.GetProperty("counted").GetInt32(), told.GetProperty("ignored").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await platform.PostAsJsonAsync("/api/v1/flags/usage", Of(3, tenant: "globex"))).StatusCode);
        Assert.Equal("tenant.not-found", await (await acme.PostAsJsonAsync("/api/v1/flags/usage", Of(9, tenant: "globex"))).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await service.Member(Acme, "flags.read").PostAsJsonAsync("/api/v1/flags/usage", Of(9))).ProblemCodeAsync());
        Assert.Equal("request.invalid", await (await acme.PostAsJsonAsync("/api/v1/flags/usage", Of(0))).ProblemCodeAsync());
        Assert.Equal("request.invalid", await (await acme.PostAsJsonAsync("/api/v1/flags/usage", new { counts = Enumerable.Repeat(new { flag = key, variant = "on", count = 1 }, 1001) })).ProblemCodeAsync());
        await FlushAsync();

        Assert.Equal("acme on 5,acme override 2,globex on 3", await service.ScalarAsync<string>(
            $"select string_agg(slug || ' ' || variant || ' ' || named, ',' order by slug, variant) from flag_usage join known_tenants on id = tenant_id where flag_key = '{key}'"));
        Assert.Equal(1, await service.ScalarAsync<long>($"with known as (delete from unknown_flags where key = '{key}-mispelt' returning key) select count(*) from known"));
    }

    [Fact]
    public async Task Counts_that_could_not_be_written_are_owed_and_then_written_once()
    {
        var key = Tally.Key("owed");
        await service.DefineAsync(new { key, type = "boolean" });
        await FlushAsync();
        await EvaluateAsync(service.Member(Acme), key, new { });
        await service.ScalarAsync<object>("alter table served_variants rename to away; select 1");

        var refused = await Flush.FlushAsync(default);
        await EvaluateAsync(service.Member(Acme), key, new { });
        await service.ScalarAsync<object>("alter table away rename to served_variants; select 1");
        await FlushAsync();
        await FlushAsync();

        Assert.False(refused);
        Assert.Equal(2, await service.ScalarAsync<long>($"select sum(named)::bigint from flag_usage where flag_key = '{key}'"));
        Assert.Equal(2, await service.ScalarAsync<long>($"select count from served_variants where flag_key = '{key}'"));
    }

    [Fact]
    public async Task Names_nobody_defined_are_kept_within_bounds_until_they_are_defined()
    {
        var (defined, misspelt) = (Tally.Key("later"), Tally.Key("mispelt"));
        var member = service.Member(Acme);
        foreach (var key in new[] { defined, misspelt, misspelt, new string('x', 101), "with\u0001control" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await EvaluateAsync(member, Uri.EscapeDataString(key), new { })).StatusCode);
        }

        for (var i = 0; i < UsageCounters.MostUnknown + 20; i++)
        {
            Counters.Unknown($"flood-{i}");
        }

        await FlushAsync();
        await service.DefineAsync(new { key = defined, type = "boolean" });

        var page = await (await service.Operator().GetAsync("/api/v1/flags/unknown?limit=200")).JsonAsync();
        var items = page.GetProperty("items").EnumerateArray().ToDictionary(item => item.GetProperty("key").GetString()!, item => Number(item, "count"));
        Assert.Equal(2, items[misspelt]);
        Assert.False(items.ContainsKey(defined));
        Assert.Equal(UsageCounters.MostUnknown, await service.ScalarAsync<long>("select count(*) from unknown_flags"));
        var first = await (await service.Operator().GetAsync("/api/v1/flags/unknown?limit=1")).JsonAsync();
        var second = await (await service.Operator().GetAsync($"/api/v1/flags/unknown?limit=1&cursor={first.GetProperty("nextCursor").GetString()}")).JsonAsync();
        Assert.Equal(items.Keys.Order(StringComparer.Ordinal).Take(2), new[] { first, second }.Select(one => one.GetProperty("items")[0].GetProperty("key").GetString()));
        Assert.Equal("permission.missing", await (await member.GetAsync("/api/v1/flags/unknown")).ProblemCodeAsync());
    }

    [Fact]
    public async Task Four_kinds_of_stale_are_told_apart_and_what_is_alive_is_none()
    {
        var rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 50_000 } } };
        var keys = new Dictionary<string, string>();
        foreach (var (name, flag) in new (string, object)[]
        {
            ("on", new { state = "on" }), ("off", new { state = "off" }), ("silent", new { rollout }), ("constant", new { rollout }), ("alive", new { rollout }),
            ("permanent", new { state = "on", lifecycle = "permanent" }), ("overridden", new { }), ("fresh", new { state = "on" }),
        })
        {
            var body = JsonSerializer.SerializeToNode(flag)!.AsObject();
            (body["key"], body["type"], body["tags"]) = (keys[name] = Tally.Key(name), "boolean", new System.Text.Json.Nodes.JsonArray("staleness"));
            await service.DefineAsync(body);
        }

        await service.OverrideAsync(keys["overridden"], "acme", true);
        var old = FlagServiceFixture.Now.AddDays(-60).ToString("O");
        await service.ScalarAsync<object>($"update flags set created_at = '{old}', updated_at = '{old}' where 'staleness' = any(tags) and key <> '{keys["fresh"]}'; select 1");
        await service.ScalarAsync<object>(
            "insert into served_variants (flag_key, variant, first_at, last_at, count) values "
            + string.Join(',', new[] { (keys["on"], "on"), (keys["off"], "off"), (keys["constant"], "off"), (keys["alive"], "on"), (keys["alive"], "off"), (keys["permanent"], "on"), (keys["overridden"], "on"), (keys["overridden"], "off") }
                .Select(seen => $"('{seen.Item1}', '{seen.Item2}', '{FlagServiceFixture.Now:O}', '{FlagServiceFixture.Now:O}', 1)")) + "; select 1");

        Assert.Equal([keys["on"]], await KeysAsync("stale=fullyOn"));
        Assert.Equal([keys["off"]], await KeysAsync("stale=fullyOff"));
        Assert.Equal([keys["silent"]], await KeysAsync("stale=neverCalled"));
        Assert.Equal([keys["constant"]], await KeysAsync("stale=constant"));
        Assert.Equal(4, (await KeysAsync("stale=any")).Count);
        Assert.Equal("neverCalled", Assert.Single((await UsageAsync(service.Operator(), keys["silent"])).GetProperty("stale").EnumerateArray()).GetString());
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/flags?stale=old")).ProblemCodeAsync());
        Assert.Empty((await (await service.Member(Acme).GetAsync("/api/v1/flags?stale=any")).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_list_is_filtered_by_kind_owner_tag_and_lifecycle()
    {
        var (one, other) = (Tally.Key("sorted"), Tally.Key("sorted"));
        await service.DefineAsync(new { key = one, type = "boolean", owner = "team-sorted", kind = "experiment", tags = new[] { "sorted-out" } });
        await service.DefineAsync(new { key = other, type = "boolean", owner = "team-sorted", lifecycle = "permanent", tags = new[] { "sorted-out", "more" } });

        Assert.Equal([one, other], await KeysAsync("owner=team-sorted", tag: "sorted-out"));
        Assert.Equal([one], await KeysAsync("owner=team-sorted&kind=experiment", tag: "sorted-out"));
        Assert.Equal([other], await KeysAsync("lifecycle=permanent", tag: "more"));
        Assert.Empty(await KeysAsync("kind=entitlement", tag: "sorted-out"));
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/flags?kind=strange")).ProblemCodeAsync());
    }

    [Fact]
    public async Task Adoption_says_who_has_a_flag_by_plan_and_who_used_it()
    {
        var key = Tally.Key("adopted");
        await service.DefineAsync(new { key, type = "boolean", rules = new[] { new { id = "paid", variant = "on", conditions = new[] { new { @is = "plan", plans = new[] { "pro" } } } } } });
        await EvaluateAsync(service.Member(Acme), key, new { });
        await FlushAsync();

        var adoption = await (await service.Operator().GetAsync($"/api/v1/flags/{key}/adoption")).JsonAsync();

        Assert.Equal((2, 1), (Number(adoption, "tenants"), Number(adoption, "using")));
        Assert.Equal("""[{"plan":"mvp","tenants":1,"using":0,"variants":{"off":1}},{"plan":"pro","tenants":1,"using":1,"variants":{"on":1}}]""", adoption.GetProperty("plans").GetRawText());
        Assert.Equal("flag.not-found", await (await service.Operator().GetAsync("/api/v1/flags/nowhere/adoption")).ProblemCodeAsync());
    }

    private UsageFlush Flush => service.Factory.Services.GetRequiredService<UsageFlush>();

    private UsageCounters Counters => service.Factory.Services.GetRequiredService<UsageCounters>();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private async Task FlushAsync() => Assert.True(await Flush.FlushAsync(default));

    private static async Task<JsonElement> UsageAsync(HttpClient caller, string key) => await (await caller.GetAsync($"/api/v1/flags/{key}/usage")).JsonAsync();

    private async Task<List<string>> KeysAsync(string query, string tag = "staleness") =>
        [.. (await (await service.Operator().GetAsync($"/api/v1/flags?limit=200&tag={tag}&{query}")).JsonAsync()).GetProperty("items").EnumerateArray().Select(flag => flag.GetProperty("key").GetString()!)];
}
