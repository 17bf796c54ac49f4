using System.ComponentModel.DataAnnotations;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway;

/// <summary>How often anyone may ask.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>Per address without a valid token.</summary>
    [Range(1, int.MaxValue)]
    public int AnonymousPermits { get; init; } = 100;

    public TimeSpan AnonymousWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Per tenant and user, times the factor of the token's class.</summary>
    [Range(1, int.MaxValue)]
    public int AuthenticatedPermits { get; init; } = 600;

    public TimeSpan AuthenticatedWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Streams opened with a ticket that one address may hold.</summary>
    [Range(1, int.MaxValue)]
    public int Streams { get; init; } = 1000;

    /// <summary>How many of them it may open a minute.</summary>
    [Range(1, int.MaxValue)]
    public int StreamConnectsPerMinute { get; init; } = 3000;

    /// <summary>Streams that one user of a tenant may hold through one copy, times the factor of the token's class.</summary>
    [Range(1, int.MaxValue)]
    public int UserStreams { get; init; } = 20;

    /// <summary>Streams that one copy of the gateway holds in all.</summary>
    [Range(1, int.MaxValue)]
    public int TotalStreams { get; init; } = 5000;

    /// <summary>Factor by rate-limit class (<c>rl</c>: the plan); a class not named here counts once.</summary>
    public Dictionary<string, double> Classes { get; init; } = new(StringComparer.Ordinal);
}

internal static class RateLimitExtensions
{
    public static void AddRateLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RateLimitOptions>().Bind(builder.Configuration.GetSection("RateLimits")).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<GatewayRedis>();
        builder.Services.AddSingleton<OpenStreams>();
        builder.Services.AddHealthChecks().AddCheck<GatewayRedis.Health>("browser-sessions", tags: [Health.Ready]);
        builder.Services.AddSingleton<LocalWindows>();
        builder.Services.AddSingleton<SharedWindows>();
    }

    /// <summary>Counts calls of the APIs and refuses what is too many. Pages, discovery and health are free; sign-in has throttles of its own.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        app.UseWhen(context => Surface.IsApi(context.Request.Path) && !Surface.HasTicket(context.Request), branch => branch.UseMiddleware<RateLimits>());
        app.UseWhen(context => Surface.HasTicket(context.Request), branch => branch.UseMiddleware<StreamLimits>());
    }
}

internal sealed class RateLimits(RequestDelegate next, SharedWindows windows, IOptions<RateLimitOptions> options)
{
    private static readonly Counter<long> Refused = Telemetry.Meter.CreateCounter<long>("studioops.rate_limit.refused", "{request}", "Calls refused because there were too many.");

    public async Task InvokeAsync(HttpContext context)
    {
        // Who calls decides whose budget pays; a refused token pays from its address's.
        await context.AuthenticateAsync();
        var allowance = Allowance.Of(context, options.Value);
        var window = await windows.CountAsync(allowance.Key, allowance.Window, allowance.Permits);
        var seconds = Math.Max(1, (long)Math.Ceiling(window.Remaining.TotalSeconds));
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{allowance.Name}\";q={allowance.Permits};w={(long)allowance.Window.TotalSeconds}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{allowance.Name}\";r={Math.Max(0, allowance.Permits - window.Count)};t={seconds}");
        if (window.Count <= allowance.Permits)
        {
            await next(context);
            return;
        }

        Refused.Add(1, new KeyValuePair<string, object?>("studioops.rate_limit.policy", allowance.Name));
        headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await Problems.Refuse(
            StatusCodes.Status429TooManyRequests, "rate.limited", string.Create(CultureInfo.InvariantCulture, $"Ask again in {seconds} seconds.")).ExecuteAsync(context);
    }
}
