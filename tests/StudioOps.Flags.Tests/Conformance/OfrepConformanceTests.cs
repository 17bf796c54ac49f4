using System.Net;
using System.Text;
using System.Text.Json;
using StudioOps.Conformance;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Conformance;

/// <summary>Every kind of answer against the protocol's own document. <see cref="FlagServiceFixture.EvaluateAsync"/> holds every other test's answers to it too.</summary>
public sealed class OfrepConformanceTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    public static TheoryData<string> Rows => ConformanceData.Rows(
        OfrepDocument.File, OfrepDocument.Source, "values", "reasons", "failures", "malformed", "refusals", "bulk", "an answer that is not OFREP");

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Answers_are_what_the_protocol_says(string kind)
    {
        if (OfrepDocument.Instance is not { } document)
        {
            return;
        }

        switch (kind)
        {
            case "values":
                foreach (var (type, value, other) in new[]
                {
                    ("boolean", "true", "false"), ("string", "\"x\"", "\"\""), ("number", "42", "0"), ("number", "1.5", "0"), ("object", """{"a":[1,null]}""", "{}"),
                })
                {
                    var key = await DefineAsync(type, value, other);
                    await HoldsAsync(document, HttpStatusCode.OK, key);
                }

                break;
            case "reasons":
                await ReasonsAsync(document);
                break;
            case "failures":
                var rolled = Tally.Key();
                await service.DefineAsync(new { key = rolled, type = "boolean", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 50_000 } } } });
                await HoldsAsync(document, HttpStatusCode.BadRequest, rolled);
                await HoldsAsync(document, HttpStatusCode.OK, null);
                await HoldsAsync(document, HttpStatusCode.NotFound, "nowhere");
                break;
            case "malformed":
                foreach (var body in new[] { "{}", """{"context":7}""", """{"context":{"targetingKey":7}}""", "[]", "{", "" })
                {
                    await RawAsync(document, "/stripe_payments", body);
                    await RawAsync(document, "", body);
                }

                break;
            case "refusals":
                await AnswerAsync(document, HttpStatusCode.Unauthorized, await EvaluateAsync(service.Anonymous(), "stripe_payments", new { }), bulk: false);
                await AnswerAsync(document, HttpStatusCode.Forbidden, await EvaluateAsync(service.Member(Acme, "profile.read"), null, new { }), bulk: true);
                break;
            case "bulk":
                var first = await EvaluateAsync(service.Member(Acme), null, new { targetingKey = "ada" });
                await AnswerAsync(document, HttpStatusCode.OK, first, bulk: true);
                await AnswerAsync(document, HttpStatusCode.NotModified, await EvaluateAsync(service.Member(Acme), null, new { targetingKey = "ada" }, first.Headers.ETag!.Tag), bulk: true);
                break;
            default:
                await PlantedAsync(document);
                break;
        }
    }

    private async Task ReasonsAsync(OfrepDocument document)
    {
        var key = Tally.Key();
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "entitled", variant = "on", conditions = new[] { new { @is = "in", attribute = "plan", values = new[] { "pro" } } } } },
        });
        var reasons = new HashSet<string?> { await HoldsAsync(document, HttpStatusCode.OK, key, Acme), await HoldsAsync(document, HttpStatusCode.OK, key, Globex) };
        await service.OverrideAsync(key, "globex", true);
        reasons.Add(await HoldsAsync(document, HttpStatusCode.OK, key, Globex));
        var killed = await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", new { reason = "a test asked for it" })).JsonAsync();
        await service.ServedAsync(killed.GetProperty("revision").GetInt64());
        reasons.Add(await HoldsAsync(document, HttpStatusCode.OK, key));
        reasons.Add(await HoldsAsync(document, HttpStatusCode.OK, await DefineAsync("string", "\"a\"", "\"b\"")));

        var rolled = Tally.Key();
        await service.DefineAsync(new { key = rolled, type = "boolean", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 100_000 } } } });
        var split = await EvaluateAsync(service.Member(Acme), rolled, new { targetingKey = "ada" });
        reasons.Add(await AnswerAsync(document, HttpStatusCode.OK, split, bulk: false));

        Assert.Equal(["DEFAULT", "DISABLED", "SPLIT", "STATIC", "TARGETING_MATCH"], reasons.Order(StringComparer.Ordinal));
    }

    private static async Task PlantedAsync(OfrepDocument document)
    {
        foreach (var body in new[] { """{"key":"a","value":true}""", """{"key":"a","reason":"BECAUSE","value":true}""", """{"key":"a","reason":"STATIC","value":[1]}""", """{"key":"a","reason":"STATIC","metadata":{"x":{}}}""" })
        {
            var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            Assert.NotEmpty(await document.ErrorsAsync(bulk: false, answer));
        }

        Assert.NotEmpty(await document.ErrorsAsync(bulk: true, new HttpResponseMessage(HttpStatusCode.Created)));
    }

    private async Task<string> DefineAsync(string type, string value, string other)
    {
        var key = Tally.Key();
        await service.DefineAsync(JsonSerializer.Deserialize<JsonElement>(
            $$"""{"key":"{{key}}","type":"{{type}}","state":"on","variants":[{"name":"yes","value":{{value}}},{"name":"no","value":{{other}}}],"onVariant":"yes","offVariant":"no"}"""));
        return key;
    }

    private async Task<string?> HoldsAsync(OfrepDocument document, HttpStatusCode status, string? key, Guid? tenant = null) =>
        await AnswerAsync(document, status, await EvaluateAsync(service.Member(tenant ?? Acme), key, new { }), bulk: key is null);

    private async Task RawAsync(OfrepDocument document, string path, string body) => await AnswerAsync(
        document, HttpStatusCode.BadRequest,
        await service.Member(Acme).PostAsync("/ofrep/v1/evaluate/flags" + path, new StringContent(body, Encoding.UTF8, "application/json")), bulk: path.Length == 0);

    /// <summary>The reason, where there is one.</summary>
    private static async Task<string?> AnswerAsync(OfrepDocument document, HttpStatusCode status, HttpResponseMessage answer, bool bulk)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Empty(await document.ErrorsAsync(bulk, answer));
        return status == HttpStatusCode.OK && !bulk ? (await answer.JsonAsync()).GetProperty("reason").GetString() : null;
    }
}
