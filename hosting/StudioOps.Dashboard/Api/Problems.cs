namespace StudioOps.Dashboard.Api;

internal static class Problems
{
    public static IResult Of(int status, string code, string title, string? detail = null) =>
        Results.Json(new Problem(status, code, title, detail), DashboardJson.Default.Problem, "application/problem+json", status);

    public static Task WriteAsync(HttpContext context, int status, string code, string title) => Of(status, code, title).ExecuteAsync(context);
}
