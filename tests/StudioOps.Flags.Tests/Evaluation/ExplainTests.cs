using System.Net;
using System.Text.Json;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Evaluating;

public sealed class ExplainTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task The_trace_names_what_was_asked_what_was_seen_and_what_decided()
    {
        var key = await RuledAsync();
        await service.OverrideAsync(key, "acme", false, user: "ada");

        var ruled = await ExplainAsync(service.Operator(), new { key, tenant = "acme", user = "bob", context = new { country = "de" } });
        var overridden = await ExplainAsync(service.Operator(), new { key, tenant = "acme", user = "ada", context = new { country = "de" } });
        var plain = await ExplainAsync(service.Operator(), new { key, tenant = "globex" });

        Assert.Equal((true, "TARGETING_MATCH", "germans"), Read(ruled));
        var condition = Assert.Single(Steps(ruled), step => step.GetProperty("condition").ValueKind == JsonValueKind.String);
        Assert.Equal(("held", "country", "de"), (condition.GetProperty("outcome").GetString(), condition.GetProperty("attribute").GetString(), condition.GetProperty("seen").GetString()));
        Assert.Equal("decided", Steps(ruled)[^1].GetProperty("outcome").GetString());
        Assert.Equal((false, "TARGETING_MATCH", null), Read(overridden));
        Assert.Contains(Steps(overridden), step => step.GetProperty("outcome").GetString() == "applies" && step.GetProperty("subject").GetString() == "ada");
        Assert.Equal((false, "DEFAULT", null), Read(plain));
        var checkedValue = await (await service.Operator().GetAsync($"/api/v1/flags/check?key={key}&tenant=acme&user=ada")).JsonAsync();
        Assert.True(JsonElement.DeepEquals(checkedValue, overridden.GetProperty("answer")));
    }

    [Fact]
    public async Task A_tenant_asks_about_itself_and_sees_no_conditions()
    {
        var key = await RuledAsync();

        var own = await ExplainAsync(service.Member(Acme), new { key, user = "bob", context = new { country = "de" } });
        var foreign = await service.Member(Acme).PostAsJsonAsync("/api/v1/flags/explain", new { key, tenant = "globex" });

        Assert.Equal((true, "TARGETING_MATCH", "germans"), Read(own));
        Assert.All(Steps(own), step => Assert.Equal(JsonValueKind.Null, step.GetProperty("condition").ValueKind));
        Assert.Equal((HttpStatusCode.NotFound, "tenant.not-found"), (foreign.StatusCode, await foreign.ProblemCodeAsync()));
        Assert.Equal("flag.not-found", await (await service.Operator().PostAsJsonAsync("/api/v1/flags/explain", new { key = "nowhere", tenant = "acme" })).ProblemCodeAsync());
        Assert.Equal("tenant.not-found", await (await service.Operator().PostAsJsonAsync("/api/v1/flags/explain", new { key })).ProblemCodeAsync());
    }

    private async Task<string> RuledAsync()
    {
        var key = Tally.Key();
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "germans", variant = "on", conditions = new[] { new { @is = "equals", attribute = "country", value = "de" } } } },
        });
        return key;
    }

    private static async Task<JsonElement> ExplainAsync(HttpClient caller, object question) => await (await caller.PostAsJsonAsync("/api/v1/flags/explain", question)).JsonAsync();

    private static (bool Value, string? Reason, string? Rule) Read(JsonElement explained) => (
        explained.GetProperty("answer").GetProperty("value").GetBoolean(), explained.GetProperty("answer").GetProperty("reason").GetString(), explained.GetProperty("ruleId").GetString());

    private static JsonElement[] Steps(JsonElement explained) => [.. explained.GetProperty("steps").EnumerateArray()];
}
