using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace StudioOps.Provisioning.Tests;

/// <summary>Stands in for identity, tenant and flag-evaluation: keeps what is put, counts what is asked, fails on demand.</summary>
internal sealed class UpstreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, JsonObject> _held = new();
    private readonly ConcurrentDictionary<Guid, int> _inFlight = new();

    private UpstreamServer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Method and path of every request, oldest first.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers instead of the server when it returns something; asked with method and path.</summary>
    public Func<string, string, Task<IResult?>> Fault { get; set; } = (_, _) => Task.FromResult<IResult?>(null);

    /// <summary>Most requests at the same moment, by tenant.</summary>
    public ConcurrentDictionary<Guid, int> MostAtOnce { get; } = new();

    public static async Task<UpstreamServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new UpstreamServer(builder.Build());
        server._app.MapPost("/connect/token", () => Results.Json(new { access_token = "token-of-provisioning", expires_in = 300 }));
        server._app.Map("/internal/v1/{kind}/{tenantId:guid}/{detail?}", server.AnswerAsync);
        await server._app.StartAsync();
        server.Address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return server;
    }

    public static string Organisation(Guid tenantId) => $"/internal/v1/organisations/{tenantId}";

    public static string Workspace(Guid tenantId) => $"/internal/v1/workspaces/{tenantId}";

    public static string FlagDefaults(Guid tenantId) => $"/internal/v1/tenants/{tenantId}/flag-defaults";

    /// <summary>PUT and DELETE requests about this tenant, oldest first.</summary>
    public IReadOnlyList<string> Writes(Guid tenantId) => [.. Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal) && request.Contains(tenantId.ToString(), StringComparison.Ordinal))];

    public bool Holds(string path) => _held.ContainsKey(path);

    /// <summary>Somebody removes it behind provisioning's back.</summary>
    public void Lose(string path) => _held.TryRemove(path, out _);

    /// <summary>Somebody changes it behind provisioning's back.</summary>
    public void Change(string path, string field, string value) => _held[path] = new JsonObject(_held[path].Select(f => KeyValuePair.Create(f.Key, f.Key == field ? value : f.Value?.DeepClone())));

    public void FailFor(string path, string method, Func<IResult> answer) =>
        Fault = (m, p) => Task.FromResult(m == method && p == path ? answer() : null);

    public void Heal() => Fault = (_, _) => Task.FromResult<IResult?>(null);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerAsync(Guid tenantId, HttpRequest request)
    {
        var path = request.Path.Value!;
        Requests.Enqueue($"{request.Method} {path}");
        if (request.Headers.Authorization != "Bearer token-of-provisioning")
        {
            return Results.Unauthorized();
        }

        var now = _inFlight.AddOrUpdate(tenantId, 1, (_, count) => count + 1);
        MostAtOnce.AddOrUpdate(tenantId, now, (_, most) => Math.Max(most, now));
        try
        {
            return await Fault(request.Method, path) ?? request.Method switch
            {
                "PUT" => Put(tenantId, path, (await request.ReadFromJsonAsync<JsonObject>())!),
                "DELETE" => Delete(path),
                _ => _held.TryGetValue(path, out var found) ? Results.Json(found) : Results.Json(new { code = "thing.not-found" }, statusCode: 404),
            };
        }
        finally
        {
            _inFlight.AddOrUpdate(tenantId, 0, (_, count) => count - 1);
        }
    }

    private IResult Put(Guid tenantId, string path, JsonObject body)
    {
        body["tenantId"] = tenantId;
        if (path.Contains("/workspaces/", StringComparison.Ordinal))
        {
            body["schema"] = (string?)body["isolation"] == "schema" ? $"ws_{(string?)body["slug"]}" : null;
            body["version"] = 1;
        }

        _held[path] = body;
        return Results.Json(body);
    }

    private IResult Delete(string path)
    {
        Lose(path);
        return Results.NoContent();
    }
}
