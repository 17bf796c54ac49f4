using StudioOps.Identity.Data;

namespace StudioOps.Identity.Pages;

/// <summary>The pages under /account: plain forms that work without script, never cached, never framed.</summary>
internal static class AccountPages
{
    public static void AddAccountPages(this IServiceCollection services)
    {
        // The folder is open: each page asks for the session it needs, because there is no bearer token in a browser.
        services.AddRazorPages(options => options.Conventions.AllowAnonymousToFolder("/"))
            .AddMvcOptions(options => options.Filters.Add<StaleFormFilter>());
        services.AddAntiforgery(options =>
        {
            options.Cookie = new AlwaysSecureCookie { Name = "__Host-identity-form", Path = "/", HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true };
            options.FormFieldName = "form";
            options.SuppressXFrameOptionsHeader = true; // set below, for every answer
        });
        services.AddScoped<SignInContext>();
        services.AddScoped<SignInSteps>();
    }

    public static WebApplication UseAccountPages(this WebApplication app)
    {
        var origin = app.Services.GetRequiredService<PublicOrigin>();
        var policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; form-action " + origin.FormTargets;
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=3600" });
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/account"),
            pages => pages.Use((context, next) =>
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = policy;
                headers.XFrameOptions = "DENY";
                headers.XContentTypeOptions = "nosniff";
                headers["Referrer-Policy"] = "same-origin";
                headers.CacheControl = "no-cache, no-store";
                return next(context);
            }));
        return app;
    }

    public static void MapAccountPages(this WebApplication app)
    {
        app.MapRazorPages();
        app.MapGet(Brand.Path, Brand.Handle).AllowAnonymous().ExcludeFromDescription();
        if (DevelopmentSeed.IsEnabled(app.Configuration))
        {
            app.MapPost("/account/quick-sign-in", QuickSignIn.Handle).AllowAnonymous().ExcludeFromDescription();
        }
    }

    // The framework refuses to issue a Secure cookie over http, although browsers accept it on localhost.
    private sealed class AlwaysSecureCookie : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = true;
            return options;
        }
    }
}
