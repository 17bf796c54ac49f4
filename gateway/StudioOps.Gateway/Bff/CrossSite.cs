namespace StudioOps.Gateway.Bff;

/// <summary>Keeps other sites from using a browser's session: a header only our own scripts can send, and the origin the browser vouches for.</summary>
internal static class CrossSite
{
    public const string Header = "X-CSRF";

    /// <summary>Why this call may not use the session, or null.</summary>
    public static string? Refusal(HttpRequest request, string ownOrigin)
    {
        var origin = request.Headers.Origin;
        var changes = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        if (origin.Count > 0 ? origin != ownOrigin : changes)
        {
            return "csrf.origin";
        }

        return request.Headers[Header] == "1" || IsOwnStream(request) ? null : "csrf.header-missing";
    }

    // An EventSource cannot send headers of its own; the browser says in one no script can set where it comes from.
    private static bool IsOwnStream(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept == "text/event-stream" && request.Headers["Sec-Fetch-Site"] == "same-origin";
}
