using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing.Patterns;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Isolation.Tests;

/// <summary>One method of one registered endpoint, as its metadata says.</summary>
/// <param name="Name">The endpoint's name, or its pattern.</param>
/// <param name="Method">The verb.</param>
/// <param name="Pattern">Its route, with a leading slash.</param>
/// <param name="Policies">Permissions it asks for, all of them; alternatives with bars between.</param>
/// <param name="IsOpen">Whether it lets anybody in.</param>
/// <param name="Route">The parsed route; null for a planted one.</param>
/// <param name="Handler">The method behind it, where there is one.</param>
/// <param name="Limit">Bytes its body may have.</param>
public sealed record Door(
    string Name, string Method, string Pattern, IReadOnlyList<string> Policies, bool IsOpen, RoutePattern? Route = null, MethodInfo? Handler = null,
    long Limit = ServiceDefaultsExtensions.MaxRequestBodySize)
{
    public bool IsSafe => Method is "GET" or "HEAD" or "OPTIONS";

    public bool IsInternal => Pattern.StartsWith("/internal/", StringComparison.Ordinal);

    /// <summary>OFREP has errors of its own shape.</summary>
    public bool IsOfrep => Pattern.StartsWith("/ofrep/v1/evaluate/", StringComparison.Ordinal);

    public bool Takes<T>() => Handler?.GetParameters().Any(parameter => parameter.ParameterType == typeof(T)) == true;

    public bool TakesBody => IsOfrep || Takes<System.Text.Json.JsonElement>() || Handler?.GetParameters().Any(parameter => parameter.ParameterType.Name.EndsWith("Request", StringComparison.Ordinal)
        && parameter.ParameterType != typeof(PageRequest) && parameter.ParameterType.Assembly.GetName().Name!.StartsWith("StudioOps.", StringComparison.Ordinal)) == true;

    public IEnumerable<string> Keys => Route?.Parameters.Select(parameter => parameter.Name) ?? [];

    /// <summary>Whether the address names a tenant, or a person of one.</summary>
    public bool NamesTenant => Keys.Any(key => key is "tenant" or "tenantId" or "user");

    public override string ToString() => $"{Method} {Pattern}";

    /// <summary>The path with every parameter filled in.</summary>
    public string Path(Func<string, string> value) => "/" + string.Join('/', Route!.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => value(parameter.Name),
        _ => throw new NotSupportedException($"{Pattern}: {part.PartKind}"),
    }))));

    /// <summary>Every endpoint the service registered, described or not.</summary>
    public static IReadOnlyList<Door> All(IServiceProvider services) =>
    [
        .. from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let pattern = "/" + endpoint.RoutePattern.RawText?.TrimStart('/')
           select new Door(
               endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? pattern,
               method,
               pattern,
               [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().Where(policy => policy.Length > 0).Distinct()],
               endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
               endpoint.RoutePattern,
               endpoint.Metadata.GetMetadata<MethodInfo>(),
               endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? ServiceDefaultsExtensions.MaxRequestBodySize),
    ];
}
