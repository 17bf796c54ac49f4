using StudioOps.Dashboard.Api;

namespace StudioOps.Dashboard.Access;

/// <summary>Lets known visitors pass, shows others a form, and refuses a write no page of ours can have sent.</summary>
internal sealed class Door(Visitors visitors)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", (HttpContext context, Visitors visitors, string? t) => Welcome(context, visitors, t));
        routes.MapPost("/login", async (HttpContext context, Visitors visitors) =>
            Welcome(context, visitors, context.Request.HasFormContentType ? (await context.Request.ReadFormAsync())["t"].ToString() : null));

        static IResult Welcome(HttpContext context, Visitors visitors, string? token) =>
            visitors.TryWelcome(context, token) ? Results.LocalRedirect("/") : LoginPage.Show(token is not null);
    }

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (request, isApi) = (context.Request, context.Request.Path.StartsWithSegments("/api"));
        if (request.Path == "/login" || request.Path == "/health" || IsTelemetry(request) || (visitors.IsKnown(context) && !IsBlindWrite(request)))
        {
            await next(context);
        }
        else if (visitors.IsKnown(context))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "origin.missing", "A write says where it comes from.");
        }
        else if (isApi || !HttpMethods.IsGet(request.Method))
        {
            await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized, "token.missing", "Open the link that was printed at the start.");
        }
        else
        {
            await LoginPage.Show(wasWrong: false).ExecuteAsync(context);
        }
    }

    // Senders have a key of their own.
    private static bool IsTelemetry(HttpRequest request) => HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/v1");

    // Browsers send Origin with every write; a wrong one was refused before.
    private static bool IsBlindWrite(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && request.Headers.Origin.Count == 0;
}
