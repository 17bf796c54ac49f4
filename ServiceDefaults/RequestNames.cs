using System.Diagnostics;
using System.Globalization;
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
            var activity = context.Features.Get<IHttpActivityFeature>()?.Activity;
            if (activity is not null && context.Request.Path.StartsWithSegments("/health"))
            {
                // A probe comes every second for ever: neither it nor what it asks further in is traced.
                activity.IsAllDataRequested = false;
                activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }

            try
            {
                await following(context);
            }
            finally
            {
                if (activity is { IsAllDataRequested: true })
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
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        if ((context.GetEndpoint() ?? failure?.Endpoint) is RouteEndpoint { RoutePattern.RawText: { } pattern })
        {
            var route = "/" + pattern.Trim('/');
            activity.DisplayName = $"{method} {route}";
            activity.SetTag("http.route", route);
        }

        var status = context.Response.StatusCode;
        activity.SetTag("http.response.status_code", status);
        if (status >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
            activity.SetTag("error.type", failure?.Error.GetType().FullName ?? status.ToString(CultureInfo.InvariantCulture));
            if (failure is not null)
            {
                activity.AddException(failure.Error);
            }
        }
    }
}
