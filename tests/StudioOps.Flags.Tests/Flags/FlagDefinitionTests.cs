using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Definitions;

public sealed class FlagDefinitionTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Every_installation_starts_with_the_twelve_flags_targeted_and_off()
    {
        var page = await (await service.Operator().GetAsync("/api/v1/flags?limit=200")).JsonAsync();
        var seeded = page.GetProperty("items").EnumerateArray().Where(flag => flag.GetProperty("revision").GetInt64() == 1).ToArray();

        Assert.Equal(
            ["additional_services_enabled", "advanced_analytics", "ai_agents_enabled", "api_webhooks", "calendar_sync", "cloud_storage", "email_notifications",
                "knowledge_base_enabled", "messaging_enabled", "practice_rooms", "sms_notifications", "stripe_payments"],
            seeded.Select(flag => flag.GetProperty("key").GetString()).Order(StringComparer.Ordinal));
        Assert.All(seeded, flag => Assert.Equal(("targeted", "off"), (flag.GetProperty("state").GetString(), flag.GetProperty("defaultVariant").GetString())));
        Assert.All(seeded, flag => Assert.NotEqual("", flag.GetProperty("helpText").GetString()));
    }

    [Fact]
    public async Task A_boolean_flag_needs_a_key_and_a_type_only()
    {
        var key = Tally.Key();

        var answer = await service.Operator().PostAsJsonAsync("/api/v1/flags", new { key, type = "boolean" });

        var created = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/flags/{key}", answer.Headers.Location!.ToString());
        Assert.Equal($"\"{created.GetProperty("revision").GetInt64()}\"", answer.Headers.ETag!.Tag);
        Assert.Equal(("targeted", "off", "off"), (Text(created, "state"), Text(created, "defaultVariant"), Text(created, "failSafeVariant")));
        var announced = Assert.Single(await service.AnnouncedAsync<FlagDefined>(), defined => defined.Key == key);
        Assert.Equal(("boolean", "targeted", created.GetProperty("revision").GetInt64()), (announced.Type, announced.State, announced.Revision));
        var audit = await AuditAsync(key);
        Assert.Equal(("flag.defined", "Ada Operator", null), (audit.Action, audit.Actor.Name, audit.TenantId));
        Assert.Contains(audit.Changes, change => change is { Field: "defaultVariant", Before: null, After: "off" });
    }

    [Theory]
    [InlineData("""{"key":"X","type":"boolean"}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"key":"ok_key"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"key":"ok_key","type":"banana"}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"key":"ok_key","type":"boolean","colour":1}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"key":"ok_key",""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"key":"active","type":"boolean"}""", HttpStatusCode.UnprocessableEntity, "flag.key-reserved")]
    [InlineData("""{"key":"ok_key","type":"string"}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"boolean","state":"killed"}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"object","offVariant":"a","onVariant":"a","variants":[{"name":"a","value":[1]}]}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"boolean","offVariant":"a","onVariant":"a","variants":[{"name":"a","value":null}]}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"number","offVariant":"a","onVariant":"a","variants":[{"name":"a","value":9007199254740993}]}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"boolean","rollout":{"unit":"user","shares":[{"variant":"on","weight":100001}]}}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid")]
    [InlineData("""{"key":"ok_key","type":"boolean","rules":[{"id":"r","variant":"on","conditions":[{"is":"equals","attribute":"plan"}]}]}""", HttpStatusCode.BadRequest, "request.malformed")]
    [InlineData("""{"key":"stripe_payments","type":"boolean"}""", HttpStatusCode.Conflict, "flag.exists")]
    public async Task A_definition_that_cannot_be_served_is_refused_and_changes_nothing(string body, HttpStatusCode status, string code)
    {
        var before = await service.ScalarAsync<long>("select count(*) from flags where key = 'ok_key'");

        var answer = await service.Operator().PostAsync("/api/v1/flags", new StringContent(body, null, "application/json"));

        Assert.Equal((status, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
        Assert.Equal((0, 0), (before, await service.ScalarAsync<long>("select count(*) from flags where key = 'ok_key'")));
    }

    [Fact]
    public async Task An_edit_needs_the_revision_it_is_based_on()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        var edit = new { state = "on", reason = "ready for all" };

        var blind = await service.Operator().PutAsJsonAsync($"/api/v1/flags/{key}", edit);
        var late = await PutAsync(key, "\"0\"", edit);
        var read = await service.Operator().GetAsync($"/api/v1/flags/{key}");
        var good = await PutAsync(key, read.Headers.ETag!.Tag, edit);

        Assert.Equal((HttpStatusCode)428, blind.StatusCode);
        Assert.Equal("precondition.required", await blind.ProblemCodeAsync());
        Assert.Equal("precondition.failed", await late.ProblemCodeAsync());
        Assert.Equal("on", Text(await good.JsonAsync(), "state"));
        Assert.NotEqual(read.Headers.ETag, good.Headers.ETag);
        Assert.Single(await service.AnnouncedAsync<FlagChanged>(), changed => changed.Key == key);
        var audit = await AuditAsync(key);
        Assert.Equal([new FieldChange("state", "targeted", "on")], audit.Changes);
        Assert.Equal("ready for all", audit.Reason);
    }

    [Fact]
    public async Task A_save_that_changes_nothing_is_no_change()
    {
        var key = Tally.Key();
        var created = await service.DefineAsync(new { key, type = "boolean" });

        var saved = await PutAsync(key, "*", new { });

        Assert.Equal(created.GetProperty("revision").GetInt64(), (await saved.JsonAsync()).GetProperty("revision").GetInt64());
        Assert.DoesNotContain(await service.AnnouncedAsync<FlagChanged>(), changed => changed.Key == key);
    }

    [Fact]
    public async Task A_kill_outranks_an_override_and_a_restore_brings_it_back()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "acme", true);
        var member = service.Member(FlagServiceFixture.Acme);
        var reason = new { reason = "payments are failing" };

        var killed = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", reason);
        var again = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", reason);
        await service.ServedAsync((await killed.JsonAsync()).GetProperty("revision").GetInt64());
        var dead = await (await FlagServiceFixture.EvaluateAsync(member, key, new { })).JsonAsync();
        var restored = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/restore", reason);
        await service.ServedAsync((await restored.JsonAsync()).GetProperty("revision").GetInt64());
        var alive = await (await FlagServiceFixture.EvaluateAsync(member, key, new { })).JsonAsync();

        Assert.Equal("flag.already-killed", await again.ProblemCodeAsync());
        Assert.Equal((false, "DISABLED"), (dead.GetProperty("value").GetBoolean(), Text(dead, "reason")));
        Assert.Equal((true, "TARGETING_MATCH"), (alive.GetProperty("value").GetBoolean(), Text(alive, "reason")));
        Assert.Single(await service.AnnouncedAsync<FlagKilled>(), killed => killed.Key == key && killed.Reason == reason.reason);
        Assert.Equal("targeted", Assert.Single(await service.AnnouncedAsync<FlagRestored>(), restored => restored.Key == key).State);
    }

    [Fact]
    public async Task An_edit_of_a_killed_flag_leaves_it_killed()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", new { reason = "stop it" });

        var edited = await (await PutAsync(key, "*", new { state = "on", description = "new text" })).JsonAsync();
        var restored = await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/restore", new { reason = "go on" })).JsonAsync();

        Assert.Equal(("killed", "new text"), (Text(edited, "state"), Text(edited, "description")));
        Assert.Equal("on", Text(restored, "state"));
    }

    [Fact]
    public async Task A_deleted_flag_is_archived_and_no_longer_answered()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/flags/{key}") { Content = JsonContent.Create(new { reason = "rolled out" }) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");

        var gone = await service.Operator().SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
        var answer = await FlagServiceFixture.EvaluateAsync(service.Member(FlagServiceFixture.Acme), key, new { });
        Assert.Equal("FLAG_NOT_FOUND", Text(await answer.JsonAsync(HttpStatusCode.NotFound), "errorCode"));
        Assert.NotEqual(JsonValueKind.Null, (await (await service.Operator().GetAsync($"/api/v1/flags/{key}")).JsonAsync()).GetProperty("archivedAt").ValueKind);
        Assert.Equal("flag.exists", await (await service.Operator().PostAsJsonAsync("/api/v1/flags", new { key, type = "boolean" })).ProblemCodeAsync());
    }

    [Theory]
    [InlineData("key")]
    [InlineData("-key")]
    [InlineData("updatedAt")]
    [InlineData("-updatedAt")]
    public async Task The_list_is_paged_without_gaps(string sort)
    {
        var all = await KeysAsync($"/api/v1/flags?limit=200&sort={sort}");
        List<string> paged = [];
        string? cursor = null;
        do
        {
            var page = await (await service.Operator().GetAsync($"/api/v1/flags?limit=5&sort={sort}" + (cursor is null ? "" : $"&cursor={cursor}"))).JsonAsync();
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(flag => Text(flag, "key")!));
            cursor = Text(page, "nextCursor");
        }
        while (cursor is not null);

        Assert.True(all.Count >= 12);
        Assert.Equal(all, paged);
    }

    [Fact]
    public async Task The_list_is_searched_and_filtered()
    {
        Assert.Equal(["ai_agents_enabled"], await KeysAsync("/api/v1/flags?search=ai_agents"));
        Assert.Empty(await KeysAsync("/api/v1/flags?search=%25_%25nothing"));
        Assert.Empty(await KeysAsync("/api/v1/flags?search=ai_agents&state=killed"));
        Assert.Equal(["ai_agents_enabled"], await KeysAsync("/api/v1/flags?search=ai_agents&state=targeted&type=boolean"));
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/flags?state=asleep")).ProblemCodeAsync());
        Assert.Equal("request.malformed", await (await service.Operator().GetAsync("/api/v1/flags?sort=colour")).ProblemCodeAsync());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private async Task<List<string>> KeysAsync(string path) =>
        [.. (await (await service.Operator().GetAsync(path)).JsonAsync()).GetProperty("items").EnumerateArray().Select(flag => Text(flag, "key")!)];

    private Task<HttpResponseMessage> PutAsync(string key, string ifMatch, object body)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/flags/{key}") { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return service.Operator().SendAsync(request);
    }

    private async Task<AuditRecorded> AuditAsync(string key) => (await service.AnnouncedAsync<AuditRecorded>()).Last(record => record.ObjectName == key);
}
