using System.Text.Encodings.Web;

namespace StudioOps.Gateway.Bff;

/// <summary>A page for when there is no application to show: plain words, one next step, the id to quote.</summary>
internal sealed class PlainPage(int status, string title, string text, string? next) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var encode = HtmlEncoder.Default;
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = "text/html; charset=utf-8";
        httpContext.Response.Headers.CacheControl = "no-store";
        return httpContext.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{encode.Encode(title)}</title></head>
            <body>
            <main>
            <h1>{encode.Encode(title)}</h1>
            <p>{encode.Encode(text)}</p>
            <p><a href="{encode.Encode(next ?? "")}">Try again</a></p>
            <p><small>Reference: {encode.Encode(HeaderHygiene.CorrelationIdOf(httpContext))}</small></p>
            </main>
            </body>
            </html>
            """,
            httpContext.RequestAborted);
    }
}
