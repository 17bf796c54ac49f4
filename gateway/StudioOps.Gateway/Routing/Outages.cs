using System.Globalization;
using System.Net;
using StudioOps.ServiceDefaults;
using Yarp.ReverseProxy.Transforms;

namespace StudioOps.Gateway.Routing;

/// <summary>What a caller hears while a service is away.</summary>
/// <remarks>A stream is never answered 5xx: stock clients give up on it and go silently stale. They hear an empty stream that says when to come back.</remarks>
internal static class Outages
{
    private static readonly object StandIn = new();

    public static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var failed = context.Features.Get<Yarp.ReverseProxy.Forwarder.IForwarderErrorFeature>() is not null && response.StatusCode >= 500;
        if (context.Items.ContainsKey(StandIn) || (failed && IsStream(context.Request)))
        {
            await ComeBackAsync(response, milliseconds: 1000);
        }
        else if (failed)
        {
            response.Clear();
            response.Headers.RetryAfter = "1";
            await Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "service.unavailable", "The service behind this address does not answer just now.").ExecuteAsync(context);
        }
    }

    /// <summary>An empty stream that says when to come back.</summary>
    public static Task ComeBackAsync(HttpResponse response, int milliseconds)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream";
        response.ContentLength = null;
        response.Headers.CacheControl = "no-store";
        return response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: {milliseconds}\n\n"), response.HttpContext.RequestAborted);
    }

    /// <summary>The same for a service that answers, but with an error of its own.</summary>
    public static ValueTask HideFromStreamsAsync(ResponseTransformContext transform)
    {
        if (transform.ProxyResponse is { StatusCode: >= HttpStatusCode.InternalServerError } && IsStream(transform.HttpContext.Request))
        {
            transform.SuppressResponseBody = true;
            transform.HttpContext.Response.Headers.Remove("Content-Encoding");
            transform.HttpContext.Items[StandIn] = true;
        }

        return ValueTask.CompletedTask;
    }

    public static bool IsStream(HttpRequest request) =>
        Surface.HasTicket(request) || HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
