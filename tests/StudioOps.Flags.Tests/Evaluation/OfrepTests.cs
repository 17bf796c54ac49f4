using System.Net;
using System.Text;
using System.Text.Json;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

public sealed class OfrepTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Theory]
    [InlineData("boolean", "true")]
    [InlineData("string", "\"größe 𝄞\"")]
    [InlineData("number", "42")]
    [InlineData("number", "9007199254740991")]
    [InlineData("number", "1.5")]
    [InlineData("object", """{"a":{"b":[1,null,"x"]},"c":true}""")]
    public async Task A_typed_value_comes_back_as_it_was_written(string type, string value)
    {
        var key = Tally.Key();
        var other = type switch { "boolean" => "false", "string" => "\"\"", "number" => "0", _ => "{}" };
        await service.DefineAsync(JsonSerializer.Deserialize<JsonElement>(
            $$"""{"key":"{{key}}","type":"{{type}}","state":"on","variants":[{"name":"yes","value":{{value}}},{"name":"no","value":{{other}}}],"onVariant":"yes","offVariant":"no"}"""));

        var answer = await (await EvaluateAsync(service.Member(Acme), key, new { })).JsonAsync();

        Assert.Equal((key, "STATIC", "yes"), (Text(answer, "key"), Text(answer, "reason"), Text(answer, "variant")));
        Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(value), answer.GetProperty("value")));
        Assert.Equal(("state", Acme.ToString()), (Text(answer.GetProperty("metadata"), "scope"), Text(answer.GetProperty("metadata"), "flagSetId")));
        Assert.All(answer.GetProperty("metadata").EnumerateObject(), field => Assert.Contains(field.Value.ValueKind, new[] { JsonValueKind.String, JsonValueKind.Number, JsonValueKind.True, JsonValueKind.False }));
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a/b", "a/b")]
    [InlineData("two%20words", "two words")]
    [InlineData("gr%C3%B6%C3%9Fe", "größe")]
    [InlineData("50%2525", "50%25")]
    public async Task An_unknown_key_is_echoed_as_the_client_meant_it(string path, string key)
    {
        var answer = await (await EvaluateAsync(service.Member(Acme), path, new { })).JsonAsync(HttpStatusCode.NotFound);

        Assert.Equal(("FLAG_NOT_FOUND", key), (Text(answer, "errorCode"), Text(answer, "key")));
    }

    [Theory]
    [InlineData("{}", "INVALID_CONTEXT")]
    [InlineData("""{"context":null}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":"x"}""", "INVALID_CONTEXT")]
    [InlineData("""[]""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"targetingKey":7}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{"targetingKey":""}}""", "INVALID_CONTEXT")]
    [InlineData("""{"context":{""", "PARSE_ERROR")]
    [InlineData("", "PARSE_ERROR")]
    public async Task A_body_that_says_nothing_is_refused_in_the_protocols_words(string body, string code)
    {
        foreach (var path in new[] { "/ofrep/v1/evaluate/flags/stripe_payments", "/ofrep/v1/evaluate/flags" })
        {
            var answer = await service.Member(Acme).PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            var refusal = await answer.JsonAsync(HttpStatusCode.BadRequest);
            Assert.Equal(code, Text(refusal, "errorCode"));
            Assert.Equal(path.EndsWith("payments", StringComparison.Ordinal), refusal.TryGetProperty("key", out _));
        }
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        var answer = await service.Member(Acme).PostAsync("/ofrep/v1/evaluate/flags", new StringContent("context=x", Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "request.content-type"), (answer.StatusCode, await answer.ProblemCodeAsync()));
    }

    [Fact]
    public async Task Only_a_flag_decided_per_user_misses_the_targeting_key()
    {
        var key = Tally.Key("rolled");
        await service.DefineAsync(new { key, type = "boolean", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 50_000 } } } });
        var acme = service.Member(Acme);

        var single = await (await EvaluateAsync(acme, key, new { })).JsonAsync(HttpStatusCode.BadRequest);
        var bulk = Flags(await (await EvaluateAsync(acme, null, new { })).JsonAsync());
        var known = await (await EvaluateAsync(acme, key, new { targetingKey = "ada" })).JsonAsync();

        Assert.Equal(("TARGETING_KEY_MISSING", key), (Text(single, "errorCode"), Text(single, "key")));
        Assert.Equal("TARGETING_KEY_MISSING", Text(bulk[key], "errorCode"));
        Assert.False(bulk["stripe_payments"].GetProperty("value").GetBoolean());
        Assert.Contains(Text(known, "reason"), new[] { "SPLIT", "DEFAULT" });
    }

    [Fact]
    public async Task The_bulk_answer_is_ordered_by_key_and_carries_the_revision()
    {
        var answer = await EvaluateAsync(service.Member(Globex), null, new { targetingKey = "x" });

        var body = await answer.JsonAsync();
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        var keys = body.GetProperty("flags").EnumerateArray().Select(flag => Text(flag, "key")!).ToArray();
        Assert.Equal(keys.Order(StringComparer.Ordinal), keys);
        Assert.StartsWith($"\"{Text(body.GetProperty("metadata"), "version")}-", answer.Headers.ETag!.Tag, StringComparison.Ordinal);
        Assert.Single(body.GetProperty("eventStreams").EnumerateArray());
    }

    [Fact]
    public async Task A_definition_that_cannot_be_compiled_fails_for_itself_an_archived_one_is_gone_and_a_killed_one_says_its_value()
    {
        var (broken, archived, killed) = (Tally.Key("broken"), Tally.Key("archived"), Tally.Key("killed"));
        foreach (var key in new[] { broken, archived, killed })
        {
            await service.DefineAsync(new { key, type = "boolean", state = "on" });
        }

        Assert.Equal(HttpStatusCode.NoContent, (await service.Operator().SendAsync(new(HttpMethod.Delete, $"/api/v1/flags/{archived}")
        {
            Headers = { { "If-Match", "*" } }, Content = JsonContent.Create(new { reason = "a test asked for it" }),
        })).StatusCode);
        await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{killed}/kill", new { reason = "a test asked for it" })).JsonAsync();
        // No call stores such a thing: a row written by another version may.
        var revision = await service.ScalarAsync<long>(
            $"""
            with next as (update revision set value = value + 1, definitions = value + 1 returning value)
            update flags set on_variant = 'nowhere', revision = next.value from next where key = '{broken}' returning revision
            """);
        await service.ServedAsync(revision);

        var bulk = Flags(await (await EvaluateAsync(service.Member(Acme), null, new { })).JsonAsync());
        Assert.Equal("PARSE_ERROR", Text(bulk[broken], "errorCode"));
        Assert.DoesNotContain(archived, bulk.Keys);
        Assert.Equal(("DISABLED", false), (Text(bulk[killed], "reason"), bulk[killed].GetProperty("value").GetBoolean()));
        Assert.False(bulk["stripe_payments"].GetProperty("value").GetBoolean());
        await EvaluateAsync(service.Member(Acme), broken, new { });
    }

    [Fact]
    public async Task The_token_outranks_what_the_client_claims()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "globex", true);

        var claimed = await (await EvaluateAsync(service.Member(Acme), key, new { tenant = "globex", plan = "enterprise", roles = new[] { "SUPERUSER" } })).JsonAsync();
        var honest = await (await EvaluateAsync(service.Member(Acme), key, new { tenant = "acme", plan = "pro" })).JsonAsync();

        Assert.False(claimed.GetProperty("value").GetBoolean());
        Assert.Equal("tenant,plan,roles", Text(claimed.GetProperty("metadata"), "contextOverridden"));
        Assert.False(honest.GetProperty("metadata").TryGetProperty("contextOverridden", out _));
    }

    [Fact]
    public async Task A_plan_rule_reads_what_is_known_of_the_tenant()
    {
        var key = Tally.Key();
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "entitled", variant = "on", conditions = new[] { new { @is = "in", attribute = "plan", values = new[] { "pro", "enterprise" } } } } },
        });

        var pro = await (await EvaluateAsync(service.Member(Acme), key, new { })).JsonAsync();
        var mvp = await (await EvaluateAsync(service.Member(Globex), key, new { plan = "enterprise" })).JsonAsync();

        Assert.Equal((true, "TARGETING_MATCH", "entitled"), (pro.GetProperty("value").GetBoolean(), Text(pro, "reason"), Text(pro.GetProperty("metadata"), "ruleId")));
        Assert.Equal((false, "DEFAULT"), (mvp.GetProperty("value").GetBoolean(), Text(mvp, "reason")));
    }

    [Fact]
    public async Task An_operator_names_the_tenant_by_slug_or_id()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        await service.OverrideAsync(key, "acme", true);
        var support = service.Operator("flags.evaluate.any");

        Assert.True((await (await EvaluateAsync(support, key, new { tenant = "acme" })).JsonAsync()).GetProperty("value").GetBoolean());
        Assert.True((await (await EvaluateAsync(support, key, new { tenant = Acme })).JsonAsync()).GetProperty("value").GetBoolean());
        Assert.False((await (await EvaluateAsync(support, key, new { tenant = "globex" })).JsonAsync()).GetProperty("value").GetBoolean());
        foreach (var context in new object[] { new { tenant = "initech" }, new { tenant = Guid.Empty }, new { tenant = 7 }, new { } })
        {
            Assert.Equal("INVALID_CONTEXT", Text(await (await EvaluateAsync(support, key, context)).JsonAsync(HttpStatusCode.BadRequest), "errorCode"));
        }
    }

    [Fact]
    public async Task A_suspended_tenant_gets_fail_safe_values_from_an_operators_question()
    {
        var (id, key) = (new Guid("018f0000-0000-7000-8000-00000000000c"), Tally.Key());
        await service.KnowAsync(id, "hooli", "pro", "active", null);
        await service.DefineAsync(new { key, type = "boolean", state = "on" });
        var support = service.Operator("flags.evaluate.any");
        var before = await EvaluateAsync(support, null, new { tenant = "hooli" });
        await service.KnowAsync(id, "hooli", "pro", "suspended", null);

        var one = await (await EvaluateAsync(support, key, new { tenant = "hooli" })).JsonAsync();
        var all = await EvaluateAsync(support, null, new { tenant = "hooli" }, before.Headers.ETag!.Tag);

        Assert.Equal((false, "DISABLED", "suspended"), (one.GetProperty("value").GetBoolean(), Text(one, "reason"), Text(one.GetProperty("metadata"), "tenantStatus")));
        var body = await all.JsonAsync();
        Assert.Equal("suspended", Text(body.GetProperty("metadata"), "tenantStatus"));
        Assert.All(body.GetProperty("flags").EnumerateArray(), flag => Assert.Equal("DISABLED", Text(flag, "reason")));
    }

    [Fact]
    public async Task Nothing_is_answered_without_a_token_or_the_permission()
    {
        foreach (var key in new[] { null, "stripe_payments", "nowhere" })
        {
            Assert.Equal("token.missing", await (await EvaluateAsync(service.Anonymous(), key, new { })).ProblemCodeAsync());
            var reader = await EvaluateAsync(service.Member(Acme, "flags.read"), key, new { });
            Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (reader.StatusCode, await reader.ProblemCodeAsync()));
            var homeless = await EvaluateAsync(service.Operator("flags.evaluate"), key, new { tenant = "acme" });
            Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (homeless.StatusCode, await homeless.ProblemCodeAsync()));
        }
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static Dictionary<string, JsonElement> Flags(JsonElement bulk) => bulk.GetProperty("flags").EnumerateArray().ToDictionary(flag => Text(flag, "key")!);
}
