using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Moving;

/// <summary>Each test here writes keys of its own and never removes what others wrote.</summary>
public sealed class FlagFileTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task What_is_exported_plans_to_nothing_and_holds_everything_that_is_known()
    {
        var (segment, key) = (Tally.Key("segment"), Tally.Key());
        await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = segment, description = "testers", members = new[] { "ada" } });
        await service.DefineAsync(new
        {
            key, type = "boolean", owner = "growth", kind = "operational", tags = new[] { "beta" }, helpText = "Careful.",
            rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "segment", segment } } } },
            rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 5_000 } } },
        });
        await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", new { reason = "only here" });

        var file = await ExportAsync();
        var plan = await PlanAsync(file, remove: true);

        Assert.Empty(plan.GetProperty("changes").EnumerateArray());
        Assert.Empty(plan.GetProperty("faults").EnumerateArray());
        var flag = file["flags"]!.AsArray().Single(one => one!["key"]!.GetValue<string>() == key)!;
        Assert.Equal("targeted", flag["state"]!.GetValue<string>());
        Assert.Equal(12, file["flags"]!.AsArray().Count(one => one!["key"]!.GetValue<string>().Contains('_', StringComparison.Ordinal) && !one["key"]!.GetValue<string>().Any(char.IsDigit)));
        var about = file["about"]!.AsArray().Single(one => one!["key"]!.GetValue<string>() == key)!;
        Assert.Equal(("growth", "operational", "Careful."), (about["owner"]!.GetValue<string>(), about["purpose"]!.GetValue<string>(), about["helpText"]!.GetValue<string>()));
        Assert.Equal("ada", file["segments"]!.AsArray().Single(one => one!["key"]!.GetValue<string>() == segment)!["members"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task What_was_planned_is_applied_as_one_change_and_cohorts_come_along()
    {
        var (first, second, segment) = (Tally.Key("moved"), Tally.Key("moved"), Tally.Key("moved"));
        var file = File(Flag(first, more: $$"""
            ,"rules":[{"id":"r","conditions":[{"is":"segment","segment":"{{segment}}"}],"variant":"on"}],"rollout":{"unit":"user","salt":"their-salt","shares":[{"variant":"on","weight":50000}]}
            """), Flag(second, more: $$""","prerequisites":[{"flagKey":"{{first}}","variants":["on"]}]"""));
        file["segments"] = JsonNode.Parse($$"""[{"key":"{{segment}}","members":["ada"]}]""");
        file["about"] = JsonNode.Parse($$"""[{"kind":"flag","key":"{{first}}","owner":"growth","salt":"their-salt"}]""");

        var plan = await PlanAsync(file);
        var before = await service.ScalarAsync<long>($"select count(*) from flags where key in ('{first}', '{second}')");
        var applied = await (await ApplyAsync(file, plan)).JsonAsync();
        var again = await PlanAsync(file);

        Assert.Equal([$"create flag {first}", $"create flag {second}", $"create segment {segment}"], Changes(plan));
        Assert.Equal(0, before);
        Assert.Equal((3, 0, 0), (Number(applied, "created"), Number(applied, "changed"), Number(applied, "removed")));
        Assert.Empty(Changes(again));
        var stored = await (await service.Operator().GetAsync($"/api/v1/flags/{first}")).JsonAsync();
        Assert.Equal(("growth", "their-salt", Number(applied, "revision")), (stored.GetProperty("owner").GetString(), stored.GetProperty("salt").GetString(), Number(stored, "revision")));
        Assert.Equal(Number(applied, "revision"), await service.ScalarAsync<long>($"select revision from flags where key = '{second}'"));
        Assert.Equal(2, (await service.AnnouncedAsync<FlagDefined>()).Count(defined => defined.Key == first || defined.Key == second));
        Assert.Contains(await service.AnnouncedAsync<AuditRecorded>(), record => record.Action == "flag-file.applied" && record.Reason == "promoted");
        await service.ServedAsync(Number(applied, "revision"));
        Assert.True((await (await FlagServiceFixture.EvaluateAsync(service.Member(FlagServiceFixture.Acme), second, new { targetingKey = "ada" })).JsonAsync()).TryGetProperty("value", out _));
    }

    [Fact]
    public async Task An_edit_keeps_what_the_file_is_silent_about()
    {
        var key = Tally.Key("edited");
        await service.DefineAsync(new { key, type = "boolean", description = "ours", owner = "us" });
        var file = File(Flag(key, state: "on"));

        var plan = await PlanAsync(file);
        await (await ApplyAsync(file, plan)).JsonAsync();

        Assert.Equal([$"change flag {key}"], Changes(plan));
        var difference = Assert.Single(plan.GetProperty("changes")[0].GetProperty("differences").EnumerateArray());
        Assert.Equal(("state", "targeted", "on"), (difference.GetProperty("member").GetString(), difference.GetProperty("before").GetString(), difference.GetProperty("after").GetString()));
        var stored = await (await service.Operator().GetAsync($"/api/v1/flags/{key}")).JsonAsync();
        Assert.Equal(("on", "ours", "us"), (stored.GetProperty("state").GetString(), stored.GetProperty("description").GetString(), stored.GetProperty("owner").GetString()));
    }

    [Fact]
    public async Task A_plan_that_is_no_longer_what_would_happen_is_not_applied()
    {
        var key = Tally.Key("outdated");
        await service.DefineAsync(new { key, type = "boolean" });
        var file = File(Flag(key, state: "on"));
        var plan = await PlanAsync(file);
        var edit = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/flags/{key}") { Content = JsonContent.Create(new { description = "meanwhile" }) };
        edit.Headers.TryAddWithoutValidation("If-Match", "*");
        await service.Operator().SendAsync(edit);

        var late = await ApplyAsync(file, plan);
        var other = await ApplyAsync(File(Flag(key, state: "off")), await PlanAsync(file));

        foreach (var refused in new[] { late, other })
        {
            Assert.Equal((HttpStatusCode.PreconditionFailed, "flag-file.plan-outdated"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        }

        Assert.Equal("targeted", await service.ScalarAsync<string>($"select state from flags where key = '{key}'"));
    }

    [Fact]
    public async Task A_file_with_a_fault_is_planned_with_it_and_not_applied_in_any_part()
    {
        var (good, bad) = (Tally.Key("good"), Tally.Key("bad"));
        var file = File(Flag(good), Flag(bad, more: $$""","prerequisites":[{"flagKey":"{{bad}}","variants":["on"]},{"flagKey":"nowhere","variants":["on"]}]"""), Flag("stripe_payments", type: "string"));

        var plan = await PlanAsync(file);
        var refused = await ApplyAsync(file, plan);

        var faults = plan.GetProperty("faults").EnumerateArray().Select(fault => $"{fault.GetProperty("key").GetString()} {fault.GetProperty("pointer").GetString()}").ToArray();
        Assert.Contains($"{bad} /prerequisites/1/flagKey", faults);
        Assert.Contains($"{bad} /prerequisites", faults);
        Assert.Contains("stripe_payments /type", faults);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "flag-file.definition-invalid"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from flags where key in ('{good}', '{bad}')"));
    }

    [Theory]
    [InlineData("""{"file":{"version":2,"flags":[],"segments":[]}}""", "flag-file.invalid")]
    [InlineData("""{"file":{"version":1,"flags":[null],"segments":[]}}""", "flag-file.invalid")]
    [InlineData("""{"file":"text"}""", "flag-file.invalid")]
    public async Task What_is_no_definition_file_is_refused(string body, string code)
    {
        var answer = await service.Operator().PostAsync("/api/v1/flags/files/plan", new StringContent(body, null, "application/json"));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
    }

    [Fact]
    public async Task An_unleash_file_is_reported_compared_and_applied_with_everyones_cohort()
    {
        var key = Tally.Key("unleash");
        var body = new
        {
            format = "unleash",
            source = new { features = new[] { new { name = key, enabled = true, strategies = new[] { new { name = "userWithId", parameters = new { userIds = "ada" } } } } } },
            decisions = new object[]
            {
                new { flag = key, context = new { userId = "ada" }, value = true }, new { flag = key, context = new { userId = "bob" }, value = false }, new { flag = key, context = new { userId = "bob" }, value = true },
            },
        };

        var imported = await (await service.Operator().PostAsJsonAsync("/api/v1/flags/files/import", body)).JsonAsync();
        var file = JsonNode.Parse(imported.GetProperty("file").GetRawText())!.AsObject();
        await service.ServedAsync(Number(await (await ApplyAsync(file, imported.GetProperty("plan"))).JsonAsync(), "revision"));

        Assert.Equal(("takenOver", key), (imported.GetProperty("report")[0].GetProperty("verdict").GetString(), imported.GetProperty("report")[0].GetProperty("flag").GetString()));
        Assert.Equal(3, Number(imported, "compared"));
        var different = Assert.Single(imported.GetProperty("different").EnumerateArray());
        Assert.Equal((2, false), (Number(different, "decision"), different.GetProperty("ours").GetBoolean()));
        Assert.True((await (await FlagServiceFixture.EvaluateAsync(service.Member(FlagServiceFixture.Acme), key, new { targetingKey = "ada" })).JsonAsync()).GetProperty("value").GetBoolean());
        Assert.False((await (await FlagServiceFixture.EvaluateAsync(service.Member(FlagServiceFixture.Acme), key, new { targetingKey = "bob" })).JsonAsync()).GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task A_flagd_file_says_what_it_could_not_bring()
    {
        var body = """
            {"format":"flagd","source":{"flags":{"Fine-One":{"state":"ENABLED","variants":{"a":1,"b":2},"defaultVariant":"a"},"broken":{"state":"ENABLED","variants":{"a":1,"b":"x"},"defaultVariant":"a"}}}}
            """;

        var imported = await (await service.Operator().PostAsync("/api/v1/flags/files/import", new StringContent(body, null, "application/json"))).JsonAsync();
        var wrong = await service.Operator().PostAsJsonAsync("/api/v1/flags/files/import", new { format = "flagd", source = new { features = Array.Empty<object>() } });

        Assert.Equal(["takenOver", "refused"], imported.GetProperty("report").EnumerateArray().Select(note => note.GetProperty("verdict").GetString()));
        Assert.Equal(["create flag Fine-One"], Changes(imported.GetProperty("plan")));
        Assert.Equal("flag-file.invalid", await wrong.ProblemCodeAsync());
        Assert.Equal(0, await service.ScalarAsync<long>("select count(*) from flags where key = 'Fine-One'"));
    }

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private static string[] Changes(JsonElement plan) =>
        [.. plan.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("action").GetString()} {change.GetProperty("kind").GetString()} {change.GetProperty("key").GetString()}")];

    private static JsonObject File(params string[] flags) => JsonNode.Parse($$"""{"version":1,"flags":[{{string.Join(',', flags)}}],"segments":[]}""")!.AsObject();

    private static string Flag(string key, string state = "targeted", string type = "boolean", string more = "") => $$"""
        {"key":"{{key}}","type":"{{type}}","state":"{{state}}","variants":[{"name":"on","value":true},{"name":"off","value":false}],
         "onVariant":"on","offVariant":"off","defaultVariant":"off","failSafeVariant":"off"{{more}} }
        """;

    private async Task<JsonObject> ExportAsync() => JsonNode.Parse(await service.Operator().GetStringAsync("/api/v1/flags/files/export"))!.AsObject();

    private async Task<JsonElement> PlanAsync(JsonObject file, bool remove = false) => await (await service.Operator().PostAsJsonAsync("/api/v1/flags/files/plan", new { file, remove })).JsonAsync();

    private Task<HttpResponseMessage> ApplyAsync(JsonObject file, JsonElement plan) =>
        service.Operator().PostAsJsonAsync("/api/v1/flags/files/apply", new { file, fingerprint = plan.GetProperty("fingerprint").GetString(), reason = "promoted" });
}
