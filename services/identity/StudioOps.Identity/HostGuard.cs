using StudioOps.ServiceDefaults;

namespace StudioOps.Identity;

/// <summary>Sign-in lives on one origin: other hosts answer 404 there. The service's own address serves what other services need.</summary>
internal static class HostGuard
{
    private static readonly string[] OnPublicOrigin = ["/connect", "/.well-known", "/account"];
    private static readonly string[] ForServices = ["/.well-known", "/connect/token"];

    public static WebApplication UseHostGuard(this WebApplication app)
    {
        var origin = app.Services.GetRequiredService<PublicOrigin>();
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path;
            if (Under(path, OnPublicOrigin) && !origin.Is(context.Request.Host) && !(Under(path, ForServices) && IsDirect(context)))
            {
                await Problems.NotFound("resource.not-found").ExecuteAsync(context);
                return;
            }

            await next(context);
        });
        return app;
    }

    private static bool Under(PathString path, string[] roots) => Array.Exists(roots, root => path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase));

    // Behind the gateway the Host is a public one, with the public port. Called directly it names the port we listen on.
    private static bool IsDirect(HttpContext context) => (context.Request.Host.Port ?? 80) == context.Connection.LocalPort;
}
