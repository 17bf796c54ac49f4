using System.Globalization;
using StudioOps.Dashboard.Api;

namespace StudioOps.Dashboard.Access;

/// <summary>A name that only leads here is no way in (DNS rebinding), and another page's request is none either.</summary>
internal sealed class LocalOnly(DashboardOptions options)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        if (!IsOurs(context, context.Request.Host.Value))
        {
            await Problems.WriteAsync(context, StatusCodes.Status421MisdirectedRequest, "host.refused", "This is reached as 127.0.0.1 or localhost only.");
        }
        else if (context.Request.Headers.Origin is { Count: > 0 } origin && !IsOurs(context, Authority(origin.ToString())))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "origin.refused", "Another origin may not ask here.");
        }
        else
        {
            await next(context);
        }
    }

    private static string? Authority(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) ? uri.Authority : null;

    private bool IsOurs(HttpContext context, string? authority)
    {
        var port = context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);
        return authority is not null
            && (authority == options.AlsoServedAs || ((string[])["127.0.0.1", "localhost", "[::1]"]).Any(name => authority == $"{name}:{port}"));
    }
}
