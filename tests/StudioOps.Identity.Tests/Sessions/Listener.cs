using System.Collections.Concurrent;
using System.Net;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Sessions;

/// <summary>A client's back-channel address: a real server that keeps what it is sent.</summary>
public sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _app;

    public Listener()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.MapPost("/bff/backchannel", async (HttpContext context) =>
        {
            Tokens.Enqueue((await context.Request.ReadFormAsync())["logout_token"].ToString());
            return Results.StatusCode(Status);
        });
        _app.Start();
    }

    public string Address => _app.Urls.Single() + "/bff/backchannel";

    public ConcurrentQueue<string> Tokens { get; } = new();

    /// <summary>What it answers.</summary>
    public int Status { get; set; } = 200;

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>Identity, and a client that listens for ended sign-ins.</summary>
public sealed class ListenedFixture : IdentityFixture
{
    public Listener Listener { get; } = new();

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("Identity:BackChannelLogoutUri", Listener.Address)];

    public Task<long> WaitingAsync() => ScalarAsync<long>("select count(*) from logout_notices");

    public Task NobodyWaitsAsync() => Eventually.TrueAsync(async () => await WaitingAsync() == 0, "every client was told");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Listener.DisposeAsync();
    }
}
