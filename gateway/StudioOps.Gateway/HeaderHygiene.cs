using System.Buffers;
using System.Diagnostics;

namespace StudioOps.Gateway;

/// <summary>What a stranger says about the way a request came is not believed; a correlation id is, if it is sane.</summary>
internal static class HeaderHygiene
{
    public const string CorrelationId = "X-Correlation-Id";

    private static readonly SearchValues<char> Sane = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    private static readonly string[] ClaimsAboutTheWay = ["X-Forwarded", "X-Original-", "X-Rewrite-", "X-Envoy-", "X-Client-Cert"];

    private static readonly HashSet<string> Dropped = new(
        ["Forwarded", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP", "X-HTTP-Method-Override", "baggage", "Correlation-Context"],
        StringComparer.OrdinalIgnoreCase);

    public static void UseHeaderHygiene(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        foreach (var name in headers.Keys.Where(IsClaim).ToArray())
        {
            headers.Remove(name);
        }

        var id = headers[CorrelationId] is [{ Length: >= 8 and <= 64 } given] && !given.AsSpan().ContainsAnyExcept(Sane)
            ? given
            : (Activity.Current?.TraceId ?? ActivityTraceId.CreateRandom()).ToHexString();
        headers[CorrelationId] = id;
        SpeakOf(id);

        // At the last moment: the service may have echoed it, and the header must not come twice.
        context.Response.OnStarting(
            static state =>
            {
                var (response, correlation) = ((HttpResponse, string))state;
                response.Headers[CorrelationId] = correlation;
                return Task.CompletedTask;
            },
            (context.Response, id));
        return next(context);
    });

    /// <summary>The id this request is known by.</summary>
    public static string CorrelationIdOf(HttpContext context) => context.Request.Headers[CorrelationId].ToString();

    private static bool IsClaim(string name) =>
        Dropped.Contains(name) || Array.Exists(ClaimsAboutTheWay, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // Baggage travels with the trace through every service and into the audit log, so none of it may come from outside.
    private static void SpeakOf(string id)
    {
        if (Activity.Current is not { } activity)
        {
            return;
        }

        foreach (var item in activity.Baggage.Select(item => item.Key).Distinct().ToArray())
        {
            activity.SetBaggage(item, null);
        }

        activity.SetBaggage("correlation.id", id);
    }
}
