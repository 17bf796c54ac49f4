namespace StudioOps.Gateway.Bff;

/// <summary>The back end for browsers: sign-in, sign-out, who is it, and the token behind the cookie.</summary>
internal static class BrowserSessions
{
    public static void AddBrowserSessions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<BffOptions>().Bind(builder.Configuration.GetSection("Bff"))
            .Validate(options => options.SlidingExpiry > TimeSpan.Zero && options.AbsoluteExpiry >= options.SlidingExpiry, "Bff:AbsoluteExpiry is at least Bff:SlidingExpiry, both positive.")
            .ValidateOnStart();
        OpenIdClient.Add(builder);
        builder.Services.AddSingleton<SessionStore>();
        builder.Services.AddSingleton<LoginAttempts>();
        builder.Services.AddSingleton<TokenRefresh>();
        builder.Services.AddSingleton<CurrentSession>();
        builder.Services.AddSingleton<Callback>();
    }

    public static void UseBrowserSessions(this WebApplication app) =>
        app.UseWhen(context => Surface.IsApi(context.Request.Path) && !Surface.HasTicket(context.Request), branch => branch.UseMiddleware<SessionTokens>());

    public static void MapBrowserSessions(this IEndpointRouteBuilder routes)
    {
        // Open by design: these are how one comes to have a session; each looks at the cookie itself.
        var bff = routes.MapGroup("/bff").WithTags("Browser session").AllowAnonymous().AddEndpointFilter<SessionsAway>();
        bff.MapGet("/login", Login.Handle);
        bff.MapGet("/callback", Callback.Handle);
        bff.MapPost("/logout", Logout.Handle);
        bff.MapGet("/user", CurrentUser.Handle);
        bff.MapPost(BackChannelLogout.Path, BackChannelLogout.Handle);
    }
}
