using StudioOps.Gateway.Bff;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace StudioOps.Gateway.Routing;

/// <summary>What services see of a request: the public Host, how it came (YARP sets X-Forwarded-*), and cookies only where they are the service's own.</summary>
internal sealed class ServiceHeaders : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
    }

    public void Apply(TransformBuilderContext context)
    {
        context.AddOriginalHost();
        var ownCookies = context.Cluster?.Metadata?.GetValueOrDefault("Cookies") == "pass";
        context.AddRequestTransform(transform =>
        {
            var headers = transform.ProxyRequest.Headers;
            var kept = ownCookies ? SessionCookie.Without(transform.HttpContext.Request) : "";
            headers.Remove("Cookie");
            if (kept.Length > 0)
            {
                headers.TryAddWithoutValidation("Cookie", kept);
            }

            RawPath.Keep(transform);
            return ValueTask.CompletedTask;
        });
        context.AddResponseTransform(Outages.HideFromStreamsAsync);
    }
}
