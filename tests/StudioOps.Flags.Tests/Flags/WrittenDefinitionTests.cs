using System.Net;
using System.Text.Json;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Definitions;

/// <summary>Everything the engine can evaluate can be written through the API, and what it cannot is refused where it stands.</summary>
public sealed class WrittenDefinitionTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Every_kind_of_condition_is_written_read_back_and_decided_by()
    {
        var key = Tally.Key("everything");
        var body = """
            {"key":"KEY","type":"string","owner":"team-growth","kind":"experiment","tags":["beta","ab-test"],
             "variants":[{"name":"a","value":"A"},{"name":"b","value":"B"}],"onVariant":"a","offVariant":"b","failSafeVariant":"a",
             "rules":[{"id":"typed","variant":"a","conditions":[
               {"is":"equals","attribute":"country","value":"de"},{"is":"in","attribute":"level","values":[1,true,"x"]},{"is":"plan","plans":["pro"]},
               {"is":"role","roles":["TENANT_OWNER"]},{"is":"present","attribute":"beta"},{"is":"number","attribute":"age","comparison":"atLeast","value":18},
               {"is":"date","attribute":"now","comparison":"greater","value":"2020-01-01T00:00:00Z"},{"is":"version","attribute":"app","comparison":"sameMajor","version":"2.1.0","lenient":true},
               {"is":"text","attribute":"email","comparison":"endsWith","values":["@ACME.example"],"ignoreCase":true},{"is":"pattern","attribute":"email","pattern":"^a"},
               {"is":"network","attribute":"ip","networks":["10.0.0.0/8"]},{"is":"share","by":{"unit":"tenant"},"below":100000},
               {"is":"any","conditions":[{"is":"equals","attribute":"x","value":1},{"is":"not","condition":{"is":"all","conditions":[{"is":"equals","attribute":"country","value":"fr"}]}}]}]}],
             "rollout":{"unit":"partner","shares":[{"variant":"a","weight":33333},{"variant":"b","weight":66667}]}}
            """.Replace("KEY", key, StringComparison.Ordinal);

        var created = await (await PostAsync(body)).JsonAsync(HttpStatusCode.Created);
        await service.ServedAsync(created.GetProperty("revision").GetInt64());
        var read = await (await service.Operator().GetAsync($"/api/v1/flags/{key}")).JsonAsync();
        var context = new { targetingKey = "u", tenant = "acme", roles = new[] { "TENANT_OWNER" }, country = "de", level = 1, beta = false, age = "21", app = "v2", email = "ada@acme.example", ip = "10.1.2.3" };
        var met = await AskAsync(key, context);
        var unmet = await AskAsync(key, new { context.targetingKey, context.tenant, context.roles, context.country, context.level, context.beta, age = 17, context.app, context.email, context.ip });

        Assert.Equal(("TARGETING_MATCH", "typed"), (Text(met, "reason"), Text(met.GetProperty("metadata"), "ruleId")));
        Assert.Equal("SPLIT", Text(unmet, "reason"));
        Assert.Equal(("team-growth", "experiment", "active"), (Text(read, "owner"), Text(read, "kind"), Text(read, "lifecycle")));
        Assert.Equal(["ab-test", "beta"], read.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        var (sent, kept) = (JsonSerializer.Deserialize<JsonElement>(body).GetProperty("rules")[0], read.GetProperty("rules")[0]);
        Assert.Equal(
            sent.GetProperty("conditions").EnumerateArray().Select(condition => Text(condition, "is")), kept.GetProperty("conditions").EnumerateArray().Select(condition => Text(condition, "is")));
        Assert.True(JsonElement.DeepEquals(sent.GetProperty("conditions")[12].GetProperty("conditions")[1], kept.GetProperty("conditions")[12].GetProperty("conditions")[1]));
        // What was read can be sent back, and is no change.
        var again = await PutAsync(key, Editable(read));
        Assert.Equal(read.GetProperty("revision").GetInt64(), (await again.JsonAsync()).GetProperty("revision").GetInt64());
    }

    [Theory]
    [InlineData(""" "rules":[{"id":"r","variant":"gone"}] """, "/rules/0/variant")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[{"is":"any","conditions":[{"is":"pattern","attribute":"x","pattern":"(a)\\1"}]}]}] """, "/rules/0/conditions/0/conditions/0/pattern")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[{"is":"segment","segment":"nowhere"}]}] """, "/rules/0/conditions/0")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[{"is":"network","attribute":"ip","networks":["10.0.0.0/8","here"]}]}] """, "/rules/0/conditions/0/networks/1")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[{"is":"role","roles":[null]}]}] """, "/rules/0/conditions/0/roles")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[{"is":"version","attribute":"v","comparison":"less","version":"one"}]}] """, "/rules/0/conditions/0/version")]
    [InlineData(""" "rules":[{"id":"r","variant":"on","conditions":[null]}] """, "/rules/0/conditions/0")]
    [InlineData(""" "rules":[null] """, "/rules/0")]
    [InlineData(""" "rollout":{"unit":"user","shares":[{"variant":"on","weight":60000},{"variant":"off","weight":40001}]} """, "/rollout/shares")]
    [InlineData(""" "rollout":{"unit":"user","shares":[null]} """, "/rollout/shares/0")]
    [InlineData(""" "rollout":{"unit":"attribute","shares":[]} """, "/rollout/attributes")]
    [InlineData(""" "failSafeVariant":"on","kind":"entitlement" """, "/failSafeVariant")]
    [InlineData(""" "tags":["fine","Not Fine"] """, "/tags/1")]
    [InlineData(""" "lifecycle":"archived" """, "/lifecycle")]
    [InlineData(""" "schema":{"type":"boolean","madeUp":1} """, "/schema")]
    [InlineData(""" "schema":{"const":true} """, "/variants/1/value")]
    [InlineData(""" "prerequisites":[{"flagKey":"stripe_payments","variants":[]}] """, "/prerequisites/0/variants")]
    public async Task What_is_at_fault_is_pointed_at(string part, string pointer)
    {
        var answer = await PostAsync($$"""{"key":"never_stored","type":"boolean",{{part}}}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "flag.definition-invalid"), (answer.StatusCode, await answer.ProblemCodeAsync()));
        var faults = (await answer.JsonAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("faults").EnumerateArray().ToArray();
        Assert.StartsWith(pointer, Text(faults[0], "pointer"), StringComparison.Ordinal);
        Assert.NotEqual("", Text(faults[0], "detail"));
        Assert.Equal(0, await service.ScalarAsync<long>("select count(*) from flags where key = 'never_stored'"));
    }

    [Fact]
    public async Task A_json_value_keeps_to_the_flags_schema_when_it_is_edited()
    {
        var key = Tally.Key();
        string Body(string value) => $$"""
            {"key":"{{key}}","type":"object","schema":{"type":"object","required":["limit"],"properties":{"limit":{"type":"integer","maximum":10} } },
             "variants":[{"name":"some","value":{"limit":3} },{"name":"none","value":{{value}} }],"onVariant":"some","offVariant":"none"}
            """;

        var refused = await PostAsync(Body("""{"limit":11}"""));
        var taken = await PostAsync(Body("""{"limit":0}"""));

        var fault = (await refused.JsonAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("faults")[0];
        Assert.Equal("/variants/1/value/limit", Text(fault, "pointer"));
        Assert.Equal(10, (await taken.JsonAsync(HttpStatusCode.Created)).GetProperty("schema").GetProperty("properties").GetProperty("limit").GetProperty("maximum").GetInt32());
    }

    [Fact]
    public async Task Prerequisites_decide_and_answers_name_the_one_that_failed()
    {
        var (first, second) = (Tally.Key(), Tally.Key());
        await service.DefineAsync(new { key = first, type = "boolean" });
        await service.DefineAsync(new { key = second, type = "boolean", state = "on", prerequisites = new[] { new { flagKey = first, variants = new[] { "on" } } } });

        var before = await AskAsync(second, new { tenant = "acme" });
        var explained = await (await service.Operator().PostAsJsonAsync("/api/v1/flags/explain", new { key = second, tenant = "acme" })).JsonAsync();
        var put = await (await PutAsync(first, new { state = "on" })).JsonAsync();
        await service.ServedAsync(put.GetProperty("revision").GetInt64());
        var after = await AskAsync(second, new { tenant = "acme" });

        Assert.Equal((false, "DISABLED"), (before.GetProperty("value").GetBoolean(), Text(before, "reason")));
        Assert.Equal(("prerequisite", "PREREQUISITE_FAILED", first), (Text(before.GetProperty("metadata"), "scope"), Text(before.GetProperty("metadata"), "code"), Text(before.GetProperty("metadata"), "prerequisite")));
        Assert.Equal(("PREREQUISITE_FAILED", first), (Text(explained, "code"), Text(explained, "prerequisite")));
        Assert.Equal((true, "STATIC"), (after.GetProperty("value").GetBoolean(), Text(after, "reason")));
    }

    [Fact]
    public async Task A_cycle_of_prerequisites_is_refused_and_named()
    {
        string[] keys = [Tally.Key(), Tally.Key(), Tally.Key()];
        await service.DefineAsync(new { key = keys[0], type = "boolean" });
        await service.DefineAsync(new { key = keys[1], type = "boolean", prerequisites = new[] { new { flagKey = keys[0], variants = new[] { "on" } } } });
        await service.DefineAsync(new { key = keys[2], type = "boolean", prerequisites = new[] { new { flagKey = keys[1], variants = new[] { "on" } } } });

        var cyclic = await PutAsync(keys[0], new { prerequisites = new[] { new { flagKey = keys[2], variants = new[] { "on" } } } });
        var selfish = await PutAsync(keys[0], new { prerequisites = new[] { new { flagKey = keys[0], variants = new[] { "on" } } } });

        var problem = await cyclic.JsonAsync(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("flag.prerequisite-cycle", Text(problem, "code"));
        Assert.Equal([keys[0], keys[2], keys[1], keys[0]], problem.GetProperty("cycle").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal("/prerequisites/0", Text(problem.GetProperty("faults")[0], "pointer"));
        Assert.Equal([keys[0], keys[0]], (await selfish.JsonAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("cycle").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal("[]", await service.ScalarAsync<string>($"select prerequisites::text from flags where key = '{keys[0]}'"));
    }

    [Fact]
    public async Task What_others_stand_on_can_neither_go_nor_lose_the_variant_they_wait_for()
    {
        var (stood, standing) = (Tally.Key(), Tally.Key());
        await service.DefineAsync(new { key = stood, type = "boolean" });
        await service.DefineAsync(new { key = standing, type = "boolean", prerequisites = new[] { new { flagKey = stood, variants = new[] { "on" } } } });

        var unknown = await PostAsync($$"""{"key":"{{Tally.Key()}}","type":"boolean","prerequisites":[{"flagKey":"nowhere","variants":["on"]}]}""");
        var archived = await ArchiveAsync(stood);
        var renamed = await PutAsync(stood, new { variants = new[] { new { name = "yes", value = true }, new { name = "off", value = false } }, onVariant = "yes", offVariant = "off" });

        Assert.Equal("flag.prerequisite-unknown", await unknown.ProblemCodeAsync());
        foreach (var (refusal, code) in new[] { (archived, "flag.in-use"), (renamed, "flag.variant-in-use") })
        {
            var problem = await refusal.JsonAsync(HttpStatusCode.Conflict);
            Assert.Equal(code, Text(problem, "code"));
            Assert.Equal([standing], problem.GetProperty("dependents").EnumerateArray().Select(key => key.GetString()));
        }

        Assert.Equal(HttpStatusCode.NoContent, (await ArchiveAsync(standing)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await ArchiveAsync(stood)).StatusCode);
        var orphan = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{standing}/unarchive", new { reason = "too early" });
        Assert.Equal("flag.prerequisite-unknown", await orphan.ProblemCodeAsync());
        Assert.NotNull(await service.ScalarAsync<string>($"select archived_at::text from flags where key = '{standing}'"));
    }

    [Fact]
    public async Task An_archived_flag_comes_back_as_it_was()
    {
        var key = Tally.Key();
        var created = await service.DefineAsync(new { key, type = "boolean", state = "on", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 10 } } } });
        await ArchiveAsync(key);
        Assert.Equal("archived", Text(await (await service.Operator().GetAsync($"/api/v1/flags/{key}")).JsonAsync(), "lifecycle"));

        var back = await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/unarchive", new { reason = "still needed" })).JsonAsync();
        var twice = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/unarchive", new { reason = "still needed" });
        await service.ServedAsync(back.GetProperty("revision").GetInt64());

        Assert.Equal(("active", JsonValueKind.Null, Text(created, "salt")), (Text(back, "lifecycle"), back.GetProperty("archivedAt").ValueKind, Text(back, "salt")));
        Assert.Equal("flag.not-archived", await twice.ProblemCodeAsync());
        Assert.Equal("STATIC", Text(await AskAsync(key, new { tenant = "acme" }), "reason"));
        Assert.Single(await service.AnnouncedAsync<FlagUnarchived>(), event_ => event_.Key == key && event_.Reason == "still needed");
    }

    [Fact]
    public async Task A_draft_is_served_once_it_is_active_and_is_no_draft_again()
    {
        var key = Tally.Key();
        var draft = await service.DefineAsync(new { key, type = "boolean", state = "on", lifecycle = "draft" });
        var hidden = await FlagServiceFixture.EvaluateAsync(service.Operator(), key, new { tenant = "acme" });

        var active = await (await PutAsync(key, new { state = "on", lifecycle = "active" })).JsonAsync();
        await service.ServedAsync(active.GetProperty("revision").GetInt64());
        var back = await PutAsync(key, new { state = "on", lifecycle = "draft" });

        Assert.Equal("draft", Text(draft, "lifecycle"));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.True((await AskAsync(key, new { tenant = "acme" })).GetProperty("value").GetBoolean());
        Assert.Equal((HttpStatusCode.Conflict, "flag.in-service"), (back.StatusCode, await back.ProblemCodeAsync()));
        Assert.Equal("permanent", Text(await (await PutAsync(key, new { state = "on", lifecycle = "permanent" })).JsonAsync(), "lifecycle"));
    }

    [Fact]
    public async Task Two_flags_that_code_would_spell_the_same_are_refused()
    {
        var key = Tally.Key("spelt");
        await service.DefineAsync(new { key, type = "boolean" });

        var clash = await PostAsync($$"""{"key":"{{key.Replace('_', '-')}}","type":"boolean"}""");

        Assert.Equal((HttpStatusCode.Conflict, "flag.name-clash"), (clash.StatusCode, await clash.ProblemCodeAsync()));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static Dictionary<string, JsonElement> Editable(JsonElement flag) => flag.EnumerateObject()
        .Where(member => member.Name is not ("key" or "type" or "salt" or "createdAt" or "updatedAt" or "archivedAt" or "revision" or "propagation" or "stale"))
        .ToDictionary(member => member.Name, member => member.Value);

    private async Task<JsonElement> AskAsync(string key, object context) => await (await FlagServiceFixture.EvaluateAsync(service.Operator(), key, context)).JsonAsync();

    private Task<HttpResponseMessage> PostAsync(string body) => service.Operator().PostAsync("/api/v1/flags", new StringContent(body, null, "application/json"));

    private Task<HttpResponseMessage> PutAsync(string key, object body) => SendAsync(HttpMethod.Put, key, body);

    private Task<HttpResponseMessage> ArchiveAsync(string key) => SendAsync(HttpMethod.Delete, key, new { reason = "not needed" });

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string key, object body)
    {
        var request = new HttpRequestMessage(method, $"/api/v1/flags/{key}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return service.Operator().SendAsync(request);
    }
}
