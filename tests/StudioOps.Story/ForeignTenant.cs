using System.Net;
using System.Text.Json;

namespace StudioOps.Story;

/// <summary>One tenant's token tried on every documented endpoint with another tenant's ids: each answer must be the one the order of refusal owes.</summary>
internal static class ForeignTenant
{
    private static readonly string[] Services = ["identity", "tenant", "flag-evaluation", "provisioning", "admin"];

    /// <summary>How many requests were tried.</summary>
    public static async Task<int> TryEverythingAsync(Api member, Api platform, string foreign)
    {
        var tried = 0;
        var foreignId = (await platform.GetAsync($"/api/v1/tenants/{foreign}")).GetProperty("id").GetString()!;
        var held = Permissions(await member.TokenAsync());
        foreach (var service in Services)
        {
            var document = await platform.GetAsync($"/openapi/{service}.json");
            foreach (var path in document.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith("/api/", StringComparison.Ordinal)))
            {
                foreach (var operation in path.Value.EnumerateObject().Where(member => member.Name is "get" or "put" or "post" or "delete" or "patch"))
                {
                    foreach (var key in path.Name.Contains("{tenant}", StringComparison.Ordinal) ? [foreign, foreignId] : new[] { foreignId })
                    {
                        await TryAsync(member, operation, path.Name, key, foreignId, held);
                        tried++;
                    }
                }
            }
        }

        return tried > 20 ? tried : throw new StoryException($"Only {tried} endpoints are documented; there are more.");
    }

    private static async Task TryAsync(Api member, JsonProperty operation, string path, string foreign, string id, HashSet<string> held)
    {
        var needed = operation.Value.GetProperty("x-permissions").EnumerateArray().Select(permission => permission.GetString()!).ToList();
        if (needed.Count == 0)
        {
            throw new StoryException($"{operation.Name} {path} does not say which permission it asks for.");
        }

        var address = System.Text.RegularExpressions.Regex.Replace(path, "\\{[^}]+\\}", name => name.Value == "{tenant}" ? foreign : id);   // only a tenant has a name of its own
        var response = await member.SendAsync(new HttpMethod(operation.Name.ToUpperInvariant()), address, operation.Name is "get" or "delete" ? null : new { });
        var status = response.StatusCode;
        var forbidden = operation.Value.TryGetProperty("x-platform-only", out _) || !needed.TrueForAll(permission => permission.Split('|').Any(held.Contains));
        var owed = forbidden ? HttpStatusCode.Forbidden : path.Contains('{', StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK;
        if (status == HttpStatusCode.BadRequest && owed == HttpStatusCode.OK)
        {
            return;   // permitted on its own rows; what was refused is the empty request
        }

        var text = await response.Content.ReadAsStringAsync();
        if (status != owed)
        {
            throw new StoryException($"{operation.Name.ToUpperInvariant()} {address} answered {(int)status}, owed is {(int)owed}: {text}");
        }

        if (status == HttpStatusCode.OK && text.Contains(foreign, StringComparison.Ordinal))
        {
            throw new StoryException($"{operation.Name.ToUpperInvariant()} {address} shows the other tenant: {text}");
        }
    }

    private static HashSet<string> Permissions(string token)
    {
        var payload = token.Split('.')[1];
        return [.. JsonSerializer.Deserialize<JsonElement>(System.Buffers.Text.Base64Url.DecodeFromChars(payload)).GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()!)];
    }
}
