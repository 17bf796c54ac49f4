using Microsoft.Extensions.FileProviders;
using StudioOps.Dashboard.Api;

namespace StudioOps.Dashboard;

/// <summary>Serves the built web app: its files, and its one page for every address that is its own.</summary>
internal static class WebApp
{
    private const string Missing = "The web app was not built: npm was missing or its build failed (obj/ui-build.log beside the project says why). Telemetry is received and the API below /api answers.";

    public static void Use(WebApplication app, DashboardOptions options)
    {
        if (Directory.Exists(Folder(options)))
        {
            app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Folder(options)), OnPrepareResponse = context => Cache(context.Context) });
        }
    }

    public static void Map(WebApplication app, DashboardOptions options) => app.MapFallback("{**path:nonfile}", async context =>
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await Problems.WriteAsync(context, StatusCodes.Status404NotFound, "route.not-found", "There is nothing by this address.");
            return;
        }

        var page = Path.Combine(Folder(options), "index.html");
        context.Response.Headers.CacheControl = "no-store";
        if (!File.Exists(page))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(Missing);
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.SendFileAsync(page);
    });

    // What is named after its content never changes.
    private static void Cache(HttpContext context) =>
        context.Response.Headers.CacheControl = context.Request.Path.StartsWithSegments("/assets") ? "private, max-age=31536000, immutable" : "no-cache";

    private static string Folder(DashboardOptions options) => Path.GetFullPath(string.IsNullOrEmpty(options.Ui) ? "ui" : options.Ui, AppContext.BaseDirectory);
}
