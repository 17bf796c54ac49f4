using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Clients;

public sealed class AssessmentTests(UnseededFixture identity) : IClassFixture<UnseededFixture>
{
    [Fact]
    public async Task A_fresh_install_passes_and_a_loosened_client_is_named_with_the_fix_until_it_is_mended()
    {
        var fresh = await AssessAsync();
        Assert.Empty(Failures(fresh));
        Assert.True(fresh.GetProperty("passed").GetBoolean());
        Assert.Equal(["operator", "partner", "portal"], fresh.GetProperty("clients").EnumerateArray().Select(c => c.GetProperty("clientId").GetString()));
        Assert.InRange(fresh.GetProperty("server").GetArrayLength(), 12, 40);

        var loose = new Application(identity, "loose");
        (await loose.RegisterAsync(settings => { settings["demandsPkce"] = false; settings["highSecurity"] = true; return settings; })).EnsureSuccessStatusCode();
        var found = await AssessAsync();
        Assert.False(found.GetProperty("passed").GetBoolean());
        var failures = Failures(found).ToList();
        Assert.All(failures, failure => Assert.StartsWith("loose: ", failure, StringComparison.Ordinal));
        Assert.Contains("loose: Set demandsPkce.", failures);
        Assert.Contains("loose: Set demandsPushedRequests.", failures);
        Assert.Contains("loose: Set demandsDpop.", failures);

        using var ada = identity.Operator();
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/v1/clients/loose") { Content = JsonContent.Create(new { settings = loose.Settings() }) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await ada.SendAsync(request)).EnsureSuccessStatusCode();
        Assert.True((await AssessAsync()).GetProperty("passed").GetBoolean());

        await identity.PassAsync(TimeSpan.FromDays(366));
        Assert.Contains("loose: POST /api/v1/clients/loose/secret.", Failures(await AssessAsync()));
    }

    private static IEnumerable<string> Failures(JsonElement report) =>
        report.GetProperty("server").EnumerateArray().Select(f => ("server", f))
            .Concat(report.GetProperty("clients").EnumerateArray().SelectMany(c => c.GetProperty("findings").EnumerateArray().Select(f => (c.GetProperty("clientId").GetString()!, f))))
            .Where(f => !f.Item2.GetProperty("passed").GetBoolean())
            .Select(f => $"{f.Item1}: {f.Item2.GetProperty("fix").GetString()}");

    private async Task<JsonElement> AssessAsync()
    {
        using var ada = identity.Operator();
        return await (await ada.GetAsync("/api/v1/identity/assessment")).JsonAsync();
    }
}
