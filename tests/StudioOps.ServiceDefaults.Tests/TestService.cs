using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.TestHost;
using StudioOps.Testing;

namespace StudioOps.ServiceDefaults.Tests;

/// <summary>A shelf of things to put on.</summary>
/// <param name="Title">3 to 20 characters.</param>
/// <param name="Count">How many.</param>
public sealed record Shelf([property: Required, StringLength(20, MinimumLength = 3)] string Title, int Count);

/// <summary>The smallest service there can be: the defaults, and three endpoints.</summary>
public sealed class TestService : IAsyncLifetime
{
    private WebApplication _app = null!;

    public StoppedClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));

    public TestIdentity Identity { get; private set; } = null!;

    /// <summary>What standing says of everyone; null lets them pass.</summary>
    public string? Refusal { get; set; }

    public async Task InitializeAsync()
    {
        Identity = new TestIdentity(Clock);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseTestServer();
        builder.Configuration["Identity:PublicOrigin"] = TestIdentity.Issuer;
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<IVerificationKeys>(Identity);
        builder.Services.AddSingleton<ITokenStanding>(new Standing(this));
        builder.AddServiceDefaults();
        builder.Services.AddValidation();
        builder.AddAccessTokens();
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapPost("/shelves", (Shelf shelf) => TypedResults.Ok(shelf)).RequireAuthorization("shelves.write");
        _app.MapGet("/either", () => "ok").RequireAuthorization("shelves.read|shelves.write");
        _app.MapGet("/broken", string () => throw new InvalidOperationException("a secret detail")).RequireAuthorization("shelves.read");
        _app.MapGet("/forgotten", () => "an endpoint without a policy");
        await _app.StartAsync();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public HttpClient Client(params string[] permissions)
    {
        var client = _app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = permissions is [] ? null : new("Bearer", Identity.Operator(permissions));
        return client;
    }

    public HttpClient Bearing(string token)
    {
        var client = _app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    private sealed class Standing(TestService service) : ITokenStanding
    {
        public string? Refusal(Tokens.AccessToken token) => service.Refusal;
    }
}
