using System.Net.Mime;
using System.Text.Encodings.Web;

namespace StudioOps.Gateway.Reference;

/// <summary>The page at <c>/openapi</c>: every service's document, and its operations as one list. Everything on it comes from here.</summary>
internal static class ApiReference
{
    private const string RoutePrefix = "openapi-";

    public static void MapReference(this WebApplication app)
    {
        // Open by design, like the documents themselves.
        var reference = app.MapGroup("/openapi").AllowAnonymous();
        var page = Page(app.Configuration);
        reference.MapGet("", () => TypedResults.Text(page, "text/html; charset=utf-8"));
        reference.MapGet("/reference.js", () => TypedResults.Text(Read("reference.js"), MediaTypeNames.Text.JavaScript));
        reference.MapGet("/reference.css", () => TypedResults.Text(Read("reference.css"), MediaTypeNames.Text.Css));
    }

    // The routes are data; so is this list.
    private static string Page(IConfiguration configuration)
    {
        var documents = configuration.GetSection("ReverseProxy:Routes").GetChildren()
            .Where(route => route.Key.StartsWith(RoutePrefix, StringComparison.Ordinal))
            .Select(route => (Name: route.Key[RoutePrefix.Length..], Path: route["Match:Path"]!))
            .OrderBy(document => document.Name, StringComparer.Ordinal);
        var sections = documents.Select(document =>
            $"""
            <section data-document="{HtmlEncoder.Default.Encode(document.Path)}">
            <h2>{HtmlEncoder.Default.Encode(document.Name)}</h2>
            <p><a href="{HtmlEncoder.Default.Encode(document.Path)}">{HtmlEncoder.Default.Encode(document.Path)}</a></p>
            </section>
            """);
        return Read("reference.html").Replace("<!-- documents -->", string.Join('\n', sections), StringComparison.Ordinal);
    }

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(ApiReference).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not in the assembly."));
        return reader.ReadToEnd();
    }
}
