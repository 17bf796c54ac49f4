using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace StudioOps.Gateway.Routing;

/// <summary>An encoded slash stays one: decoded and encoded again it would become %252F, another path.</summary>
internal static class RawPath
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static void Keep(RequestTransformContext transform)
    {
        var target = transform.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?')[0];

        // Routing judged the path with its dot segments resolved; one that still has them must not be sent on as written.
        if (path.StartsWith('/') && path.Contains("%2F", StringComparison.OrdinalIgnoreCase) && !HasDotSegments(path))
        {
            transform.ProxyRequest.RequestUri = new Uri(transform.DestinationPrefix.TrimEnd('/') + path + transform.Query.QueryString, AsWritten);
        }
    }

    private static bool HasDotSegments(string path) => path
        .Replace("%2E", ".", StringComparison.OrdinalIgnoreCase).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)
        .Split('/').Any(segment => segment is "." or "..");
}
