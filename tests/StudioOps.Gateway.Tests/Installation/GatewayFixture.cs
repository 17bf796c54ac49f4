using System.Net;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Testing;
using StudioOps.Testing;

namespace StudioOps.Gateway.Tests.Installation;

/// <summary>The gateway on a real port with a real Redis, an issuer and five small services behind it.</summary>
public class GatewayFixture : IAsyncLifetime
{
    public static readonly Guid Northwind = new("0198f000-0000-7000-8000-000000000001");
    private static readonly string[] Services = ["identity", "tenant", "flag-evaluation", "provisioning", "admin"];
    private readonly List<WebApplicationFactory<Program>> _copies = [];
    private readonly int _port = Ports.Free();
    private int _hostsAsked;

    public StoppedClock Clock { get; } = new(new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));

    public LocalServers Servers { get; private set; } = null!;

    public Issuer Issuer { get; private set; } = null!;

    public Dictionary<string, Backend> Backends { get; } = [];

    /// <summary>What the tenant service says; null makes it fail.</summary>
    public List<object>? HostList { get; set; } = [new { host = "northwind.localhost", tenantId = Northwind, slug = "northwind", portal = "portal" }];

    /// <summary>How often the tenant service was asked for hosts.</summary>
    public int HostsAsked => _hostsAsked;

    public virtual string Origin => $"http://localhost:{_port}";

    public IServiceProvider Gateway => _copies[0].Services;

    /// <summary>Limits that stay out of the way unless a test is about them.</summary>
    protected virtual IEnumerable<KeyValuePair<string, string>> Settings => [new("RateLimits:AnonymousPermits", "1000000"), new("RateLimits:AuthenticatedPermits", "1000000")];

    public async Task InitializeAsync()
    {
        Servers = await LocalServers.StartAsync(ServerKinds.Redis);
        Issuer = new Issuer(Origin, Clock);
        foreach (var service in Services)
        {
            Backends[service] = await Backend.StartAsync(service, service switch
            {
                "identity" => Issuer.Map,
                "tenant" => MapHosts,
                "admin" => MapPatience,
                _ => null,
            });
        }

        await StartCopyAsync(_port);
        // The first answer of the tenant service, not just readiness: hosts do not decide that.
        await Eventually.TrueAsync(
            async () => (await Caller("northwind.localhost").GetAsync("/")).IsSuccessStatusCode && (await Caller().GetAsync("/health/ready")).IsSuccessStatusCode, "the gateway is ready");
    }

    public async Task DisposeAsync()
    {
        foreach (var copy in _copies)
        {
            await copy.DisposeAsync();
        }

        foreach (var backend in Backends.Values)
        {
            await backend.DisposeAsync();
        }

        await Servers.DisposeAsync();
    }

    /// <summary>Another copy of the same gateway, when it is ready unless nobody wants to wait; returns its port.</summary>
    public async Task<int> StartCopyAsync(int? port = null, bool ready = true)
    {
        var listen = port ?? Ports.Free();
        var copy = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            // Not silent altogether: without any logger there would be no trace either.
            host.UseSetting("Logging:LogLevel:Default", "Critical");
            host.UseSetting("Logging:LogLevel:Microsoft.AspNetCore", "Critical");
            host.UseSetting("ConnectionStrings:redis", Servers.RedisConnectionString);
            host.UseSetting("Identity:PublicOrigin", Origin);
            host.UseSetting("ServiceAccount:ClientId", "gateway");
            host.UseSetting("ServiceAccount:ClientSecret", Issuer.Secret);
            host.UseSetting("KeyRing:Password", "a-password-of-the-key-ring-that-is-long-enough");
            host.UseSetting("Cors:Origins:0", "https://app.example");
            foreach (var (name, backend) in Backends)
            {
                host.UseSetting($"services:{name}:http:0", backend.Address);
            }

            foreach (var (key, value) in Settings)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureTestServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
        });
        copy.UseKestrel(kestrel => Listen(kestrel, listen));
        copy.StartServer();
        _copies.Add(copy);
        if (ready)
        {
            await Eventually.TrueAsync(async () => (await Caller(port: listen).GetAsync("/health/ready")).IsSuccessStatusCode, "a copy of the gateway is ready");
        }

        return listen;
    }

    protected virtual void Listen(KestrelServerOptions kestrel, int port) => kestrel.Listen(IPAddress.Loopback, port);

    /// <summary>What a client on this port writes as Host.</summary>
    public string Authority => $"localhost:{_port}";

    public int Port => _port;

    /// <summary>A program that calls a host of ours; no redirects, no cookies.</summary>
    public HttpClient Caller(string host = "localhost", string? token = null, int? port = null, string address = "127.0.0.1") =>
        Wire.Client(host, _port, port ?? _port, token, IPAddress.Parse(address));

    public Browser Browser(string host = "localhost", int? port = null) => new(Caller(host, port: port), $"http://{host}:{_port}");

    /// <summary>Sends bytes no HTTP client would, and returns the answer.</summary>
    public Task<string> SendRawAsync(string target, string host = "localhost") => Wire.SendRawAsync(_port, $"GET {target} HTTP/1.1\r\nHost: {host}:{_port}\r\nConnection: close\r\n\r\n");

    /// <summary>A stream that stays open until its reader leaves, and an endpoint that reads all it is sent.</summary>
    private static void MapPatience(WebApplication app)
    {
        app.MapGet("/api/v1/stream/held", async (HttpContext context) =>
        {
            var gone = new TaskCompletionSource();
            await using var leaving = context.RequestAborted.Register(gone.SetResult);
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: here\n\n");
            await context.Response.Body.FlushAsync();
            await gone.Task;
        });
        app.MapPost("/api/v1/settings/read", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
            return Results.NoContent();
        });
    }

    private void MapHosts(WebApplication app) => app.MapGet("/internal/v1/hosts", (HttpContext context) =>
    {
        Interlocked.Increment(ref _hostsAsked);
        if (HostList is not { } hosts)
        {
            return Results.StatusCode(503);
        }

        var tag = $"\"{hosts.Count}\"";
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag ? Results.StatusCode(304) : Results.Json(hosts);
    });
}

/// <summary>The limits of a production installation.</summary>
public sealed class ProductionLimits : GatewayFixture
{
    protected override IEnumerable<KeyValuePair<string, string>> Settings => [];
}
