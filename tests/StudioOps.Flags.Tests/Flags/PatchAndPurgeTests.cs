using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StudioOps.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Definitions;

public sealed class PatchAndPurgeTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    /// <summary>Appendix A of RFC 7396, but for targets that are no objects: a flag always is one.</summary>
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void A_merge_patch_does_what_the_standard_says(string target, string patch, string result) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(result), PatchFlag.Merge(JsonNode.Parse(target), JsonSerializer.Deserialize<JsonElement>(patch))));

    [Fact]
    public async Task A_patch_changes_what_it_names_and_nothing_else()
    {
        var key = Tally.Key();
        var created = await service.DefineAsync(new { key, type = "boolean", description = "Before", owner = "team-a", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 5 } } } });

        var patched = await (await PatchAsync(key, $"\"{created.GetProperty("revision").GetInt64()}\"", """{"description":"After","rollout":null,"reason":"it is over"}""")).JsonAsync();

        Assert.Equal(("After", "team-a", false), (patched.GetProperty("description").GetString(), patched.GetProperty("owner").GetString(), patched.TryGetProperty("rollout", out var rollout) && rollout.ValueKind != JsonValueKind.Null));
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Last(record => record.ObjectName == key);
        Assert.Equal(("flag.changed", "it is over"), (audit.Action, audit.Reason));
        Assert.Equal(["description", "rollout"], audit.Changes.Select(change => change.Field).Order());
        var nothing = await PatchAsync(key, "*", "{}", "application/json");
        Assert.Equal(patched.GetProperty("revision").GetInt64(), (await nothing.JsonAsync()).GetProperty("revision").GetInt64());
        Assert.Equal("precondition.failed", await (await PatchAsync(key, "\"0\"", """{"description":"Late"}""")).ProblemCodeAsync());
        Assert.Equal("precondition.required", await (await PatchAsync(key, null, """{"description":"Blind"}""")).ProblemCodeAsync());
    }

    [Theory]
    [InlineData("[]", HttpStatusCode.BadRequest, "request.malformed", null)]
    [InlineData("""{"key":"another"}""", HttpStatusCode.BadRequest, "request.malformed", "/key")]
    [InlineData("""{"state":"asleep"}""", HttpStatusCode.BadRequest, "request.malformed", "/state")]
    [InlineData("""{"rules":[{"id":"r","variant":"on","conditions":[{"is":"banana"}]}]}""", HttpStatusCode.BadRequest, "request.malformed", "/rules/0/conditions/0")]
    [InlineData("""{"rules":[{"id":"","variant":"on"}]}""", HttpStatusCode.BadRequest, "request.invalid", "/rules/0/id")]
    [InlineData("""{"onVariant":"nowhere"}""", HttpStatusCode.UnprocessableEntity, "flag.definition-invalid", "/onVariant")]
    public async Task What_a_flag_cannot_become_is_refused_with_a_pointer_to_it(string patch, HttpStatusCode status, string code, string? pointer)
    {
        var key = Tally.Key();
        var created = await service.DefineAsync(new { key, type = "boolean" });

        var answer = await PatchAsync(key, "*", patch);

        var problem = await answer.JsonAsync(status);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(pointer, problem.TryGetProperty("faults", out var faults) ? faults[0].GetProperty("pointer").GetString() : null);
        Assert.Equal(created.GetProperty("revision").GetInt64(), await service.ScalarAsync<long>($"select revision from flags where key = '{key}'"));
    }

    [Fact]
    public async Task What_was_archived_thirty_days_ago_may_be_deleted_for_good_and_its_key_is_free_again()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "acme", true);
        await service.OverrideAsync(key, "globex", true, user: "ada");
        var superuser = service.Operator("flags.purge", "flags.read");
        Assert.Equal("flag.not-archived", await (await PurgeAsync(superuser, key)).ProblemCodeAsync());
        using (var archive = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/flags/{key}") { Headers = { { "If-Match", "*" } }, Content = JsonContent.Create(new { reason = "rolled out" }) })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await service.Operator().SendAsync(archive)).StatusCode);
        }

        Assert.Equal("flag.archived-recently", await (await PurgeAsync(superuser, key)).ProblemCodeAsync());
        await service.ScalarAsync<string>($"update flags set archived_at = archived_at - interval '30 days' where key = '{key}' returning key");
        Assert.Equal("permission.missing", await (await PurgeAsync(service.Operator("flags.write", "flags.read"), key)).ProblemCodeAsync());
        Assert.Equal(2, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{key}'"));

        Assert.Equal(HttpStatusCode.NoContent, (await PurgeAsync(superuser, key)).StatusCode);

        Assert.Equal(0, await service.ScalarAsync<long>($"select (select count(*) from flags where key = '{key}') + (select count(*) from overrides where flag_key = '{key}')"));
        Assert.Equal("flag.not-found", await (await PurgeAsync(superuser, key)).ProblemCodeAsync());
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Last(record => record.ObjectName == key);
        Assert.Equal(("flag.purged", "it was asked for"), (audit.Action, audit.Reason));
        var again = await service.DefineAsync(new { key, type = "string", onVariant = "a", offVariant = "a", variants = new[] { new { name = "a", value = "x" } } });
        Assert.Equal("string", again.GetProperty("type").GetString());
    }

    private static Task<HttpResponseMessage> PurgeAsync(HttpClient caller, string key) => caller.PostAsJsonAsync($"/api/v1/flags/{key}/purge", new { reason = "it was asked for" });

    private Task<HttpResponseMessage> PatchAsync(string key, string? ifMatch, string patch, string type = "application/merge-patch+json")
    {
        var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/flags/{key}") { Content = new StringContent(patch, Encoding.UTF8, type) };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return service.Operator().SendAsync(request);
    }
}
