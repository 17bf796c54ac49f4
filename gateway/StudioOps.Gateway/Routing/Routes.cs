using Microsoft.AspNetCore.Authorization;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Routing;

/// <summary>The routes are data (appsettings.json); this is only what data cannot say.</summary>
internal static class Routes
{
    /// <summary>The policy of API routes: no token is the service's business, a bad token ends here.</summary>
    public const string TokenIfAny = "TokenIfAny";

    /// <summary>The policy of pages and of identity's protocol endpoints, which judge their callers themselves. (YARP's own word for it, Anonymous, would be read as a permission.)</summary>
    public const string Open = "Open";

    private const string Internal = "internal";

    // What begins like this and has no route is refused here; the web apps' catch-all must never see it.
    private static readonly string[] Closed =
        ["/internal", "/api", "/ofrep", "/scim", "/connect", "/account", "/.well-known", "/bff", "/openapi", "/health"];

    public static void AddRoutes(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAuthorizationHandler, NoBadToken>();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddAuthorization(options =>
        {
            options.AddPolicy(TokenIfAny, policy => policy.AddRequirements(new NoBadTokenRequirement()));
            options.AddPolicy(Open, policy => policy.RequireAssertion(_ => true));
        });
        // Tokens for talk between services do not come in from outside.
        builder.Services.Configure<AccessTokenOptions>(
            AccessTokenAuthentication.Scheme, options => options.Audiences = new HashSet<string>(["operator", "portal", "partner"], StringComparer.Ordinal));
        builder.Services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddConfigFilter<Destinations>()
            .AddTransforms<ServiceHeaders>();
    }

    /// <summary>What services say to each other is not asked from outside, however the path is spelt.</summary>
    public static void UseClosedDoors(this WebApplication app) => app.Use((context, next) =>
    {
        var path = context.Request.Path.Value.AsSpan().TrimStart("/\\");
        return path.StartsWith(Internal, StringComparison.OrdinalIgnoreCase) && (path.Length == Internal.Length || !char.IsAsciiLetterOrDigit(path[Internal.Length]))
            ? Problems.NotFound("resource.not-found").ExecuteAsync(context)
            : next(context);
    });

    public static void MapRoutes(this WebApplication app)
    {
        // Open by design: there is nothing behind them.
        foreach (var prefix in Closed)
        {
            app.Map(prefix + "/{**rest}", () => Problems.NotFound("resource.not-found")).AllowAnonymous().WithDisplayName("closed " + prefix);
        }

        var streams = app.Services.GetRequiredService<OpenStreams>();
        app.MapReverseProxy(proxy => proxy.Use(streams.GuardAsync).Use(Outages.AnswerAsync));
    }

    private sealed record NoBadTokenRequirement : IAuthorizationRequirement;

    private sealed class NoBadToken(IHttpContextAccessor http) : AuthorizationHandler<NoBadTokenRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, NoBadTokenRequirement requirement)
        {
            if (http.HttpContext is { } request && (request.AccessToken() is not null || request.Request.Headers.Authorization.Count == 0))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}
