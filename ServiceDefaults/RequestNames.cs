using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace StudioOps.ServiceDefaults;

/// <summary>A request's span is found by what it is, <c>GET /api/v1/tenants/{tenant}</c>; the framework calls all of them the same.</summary>
internal sealed class RequestNames : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, following) =>
        {
            try
            {
                await following(context);
            }
            finally
            {
                if (context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity)
                {
                    Name(activity, context);
                }
            }
        });
        next(app);
    };

    private static void Name(Activity activity, HttpContext context)
    {
        // The framework has already made every method nobody knows into one word: a stranger names no spans.
        var method = activity.GetTagItem("http.request.method") is string known and not "_OTHER" ? known : "HTTP";
        activity.DisplayName = method;
        // A request that failed is asked for its route too; the handler of errors has taken it off the context.
        var endpoint = context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint;
        if (endpoint is RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            var route = "/" + pattern.Trim('/');
            activity.DisplayName = $"{method} {route}";
            activity.SetTag("http.route", route);
        }

        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
