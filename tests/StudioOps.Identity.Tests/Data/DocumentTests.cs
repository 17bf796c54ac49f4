using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Data;

public sealed class DocumentTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task The_document_shows_the_public_api_with_permissions_and_nothing_internal()
    {
        using var client = identity.Client();
        var json = await (await client.GetAsync("/openapi/identity.json")).JsonAsync();
        var paths = json.GetProperty("paths").EnumerateObject().ToList();
        Assert.All(paths, p => Assert.StartsWith("/api/v1/", p.Name, StringComparison.Ordinal));
        Assert.Equal(["clients", "identity", "impersonations", "me", "roles", "service-accounts", "sessions", "sign-in-policies", "users"], paths.Select(p => p.Name.Split('/')[3]).Distinct().Order());
        Assert.All(
            paths.SelectMany(p => p.Value.EnumerateObject()).Where(o => o.Value.ValueKind == JsonValueKind.Object),
            o => Assert.NotEqual(0, o.Value.GetProperty("x-permissions").GetArrayLength()));
    }
}
