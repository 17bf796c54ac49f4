using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using StudioOps.Gateway.Routing;

namespace StudioOps.Gateway;

/// <summary>Streams are opened with a ticket and last: what counts is how many an address holds and how fast it opens them, not its calls.</summary>
/// <remarks>Too many is no fault either: an empty stream that says when to come back, because stock clients give up on anything else.</remarks>
internal sealed class StreamLimits(RequestDelegate next, IOptions<RateLimitOptions> options)
{
    public const int ComeBackAfter = 10_000;

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetFixedWindowLimiter(
            Of(context), _ => new FixedWindowRateLimiterOptions { PermitLimit = options.Value.StreamConnectsPerMinute, Window = TimeSpan.FromMinutes(1) })),
        PartitionedRateLimiter.Create<HttpContext, string>(context => RateLimitPartition.GetConcurrencyLimiter(
            Of(context), _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.Streams })));

    public async Task InvokeAsync(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        await (lease.IsAcquired ? next(context) : Outages.ComeBackAsync(context.Response, ComeBackAfter));
    }

    private static string Of(HttpContext context) => Allowance.Address(context.Connection.RemoteIpAddress);
}
