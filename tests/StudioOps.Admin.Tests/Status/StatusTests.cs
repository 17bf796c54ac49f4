using System.Net;
using System.Text.Json;

namespace StudioOps.Admin.Tests.Status;

public sealed class StatusTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    [Fact]
    public async Task Whoever_is_signed_in_learns_one_word_and_operators_what_it_rests_on()
    {
        using var person = admin.Member(Guid.CreateVersion7(), "profile.read", "infrastructure.read");
        using var support = admin.Operator("profile.read");
        using var manager = admin.Operator("profile.read", "infrastructure.read");

        Assert.Equal(JsonValueKind.Null, (await StatusAsync(person)).GetProperty("dependencies").ValueKind);
        Assert.Equal(JsonValueKind.Null, (await StatusAsync(support)).GetProperty("dependencies").ValueKind);
        var dependencies = (await StatusAsync(manager)).GetProperty("dependencies").EnumerateArray().Select(d => d.GetProperty("name").GetString());
        Assert.Contains("postgres:admin", dependencies);
    }

    [Fact]
    public async Task Strangers_learn_nothing()
    {
        using var stranger = admin.Anonymous();
        using var response = await stranger.GetAsync("/api/v1/status");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static async Task<JsonElement> StatusAsync(HttpClient client)
    {
        var status = await client.GetFromJsonAsync<JsonElement>("/api/v1/status");
        Assert.Equal("healthy", status.GetProperty("status").GetString());
        return status;
    }
}
