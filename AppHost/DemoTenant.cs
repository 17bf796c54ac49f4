using System.Net.Http.Json;
using System.Text.Json;

namespace StudioOps.AppHost;

/// <summary>One click in the dashboard is one more tenant to try things on, made the way any client of the API makes one.</summary>
internal static class DemoTenant
{
    private static readonly HttpClient Http = new();

    public static void WithDemoTenants(this IResourceBuilder<ProjectResource> tenants, IResourceBuilder<ProjectResource> identity, string credentialsFile)
    {
        var token = identity.GetEndpoint("http");
        tenants.WithHttpCommand("/api/v1/tenants", "Add a demo tenant", commandName: "add-demo-tenant", commandOptions: new HttpCommandOptions
        {
            PrepareRequest = async context =>
            {
                var name = $"{Guid.NewGuid():n}"[..6];
                context.Request.Headers.Add("Authorization", $"Bearer {await TokenAsync($"{await token.GetValueAsync()}/connect/token", credentialsFile)}");
                context.Request.Content = JsonContent.Create(new { slug = $"demo-{name}", name = $"Demo {name}", plan = "pro", ownerEmail = $"owner@demo-{name}.example" });
            },
        });
    }

    /// <summary>As the client that the development credentials name for automation.</summary>
    private static async Task<string> TokenAsync(string endpoint, string credentialsFile)
    {
        var automation = JsonDocument.Parse(await File.ReadAllTextAsync(credentialsFile)).RootElement.GetProperty("automation");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = automation.GetProperty("clientId").GetString()!,
            ["client_secret"] = automation.GetProperty("clientSecret").GetString()!,
        });
        using var answer = await Http.PostAsync(new Uri(endpoint), form);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
    }
}
