using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StudioOps.ServiceDefaults;

namespace StudioOps.Standing;

public static class StandingExtensions
{
    /// <summary>Past this age operator writes are refused: nobody can say any more whether the operator still is one.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromSeconds(30);

    /// <summary>Holds identity's standing feed in memory and asks it on every request. Needs <c>AddAccessTokens</c> and <c>AddRedisClient</c>.</summary>
    public static IHostApplicationBuilder AddStanding(this IHostApplicationBuilder builder)
    {
        builder.AddServiceClient<IdentityStanding>("identity");
        builder.Services.AddTransient<IStandingSource>(services => services.GetRequiredService<IdentityStanding>());
        return builder.AddStandingBook();
    }

    /// <summary>The same with the caller's own <see cref="IStandingSource"/>: identity reads its table.</summary>
    public static IHostApplicationBuilder AddStandingBook(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StandingBook>();
        builder.Services.AddSingleton<ITokenStanding>(services => services.GetRequiredService<StandingBook>());
        builder.Services.AddHostedService<StandingFeed>();
        builder.Services.AddHealthChecks().AddCheck<StandingHealth>("standing", tags: [Health.Ready]);
        return builder;
    }

    /// <summary>Tells every service that the feed has news.</summary>
    public static Task AnnounceStandingAsync(this ConnectionMultiplexer redis) =>
        redis.GetSubscriber().PublishAsync(StandingFeed.Channel, RedisValue.EmptyString, CommandFlags.FireAndForget);

    /// <summary>Refuses operator writes while the standing feed is too old to trust, and every token before it has been read at all. Call after <c>UseServiceDefaults</c>.</summary>
    public static WebApplication UseStandingGuard(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            var book = context.RequestServices.GetRequiredService<StandingBook>();
            if (!book.Loaded && context.AccessToken() is not null)
            {
                // Requests arrive before a service that has just started says it is ready; nobody suspended slips in meanwhile.
                context.Response.Headers.RetryAfter = "1";
                await Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "standing.unknown", "Who is in good standing has not been read from identity yet.").ExecuteAsync(context);
                return;
            }

            var read = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
            if (!read && book.Age > MostAge && context.AccessToken() is { TenantId: null } token && token.Audiences.Contains("operator"))
            {
                await Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "standing.unknown", "Identity has not answered for over 30 seconds; operator changes wait until it does.")
                    .ExecuteAsync(context);
                return;
            }

            await next(context);
        });
        return app;
    }

    /// <summary>Not ready before the first load; degraded, never dead, when the feed has gone quiet.</summary>
    private sealed class StandingHealth(StandingBook book) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
            !book.Loaded ? HealthCheckResult.Unhealthy("The standing feed has not been read yet.")
            : book.Age > MostAge ? HealthCheckResult.Degraded($"The standing feed last answered {book.Age.TotalSeconds:0} s ago.")
            : HealthCheckResult.Healthy());
    }
}
