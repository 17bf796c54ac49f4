using Microsoft.Extensions.FileProviders;

namespace StudioOps.Admin.Page;

internal static class ServedPage
{
    /// <summary>Serves <c>wwwroot</c> at <c>/</c>. Call before authentication.</summary>
    /// <remarks>
    /// Open by design (no policy): the page, its script and its style hold no data, and whoever is not signed in must be able to see the
    /// button that signs them in. Everything they show is fetched from endpoints that do have policies.
    /// </remarks>
    public static WebApplication UseServedPage(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // No fingerprints in the names: a browser asks each time, and mostly hears 304.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache",
        });
        return app;
    }
}
