using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace StudioOps.Http;

/// <summary>Each service publishes what it offers at <c>/openapi/SERVICE.json</c>, with the permissions each operation asks for.</summary>
public static class OpenApiDocuments
{
    /// <summary>The extension that lists an operation's permissions; a caller needs all of them.</summary>
    public const string PermissionsExtension = "x-permissions";

    /// <summary>The extension that says whether a tenant's or partner's token is refused, whatever permissions it carries.</summary>
    public const string PlatformOnlyExtension = "x-platform-only";

    internal static void AddServiceOpenApi(this IServiceCollection services, string service) => services.AddOpenApi(service, options =>
        options.AddOperationTransformer((operation, context, _) =>
        {
            var permissions = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()
                .Select(data => data.Policy).Where(policy => !string.IsNullOrEmpty(policy)).Distinct().Select(policy => (JsonNode?)policy).ToArray();
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            operation.Extensions[PermissionsExtension] = new JsonNodeExtension(new JsonArray(permissions));
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<PlatformOnly>().Any())
            {
                operation.Extensions[PlatformOnlyExtension] = new JsonNodeExtension(true);
            }

            return Task.CompletedTask;
        }));

    /// <summary>Serves the document. The contract is public knowledge, so it is open; what it describes is not.</summary>
    public static void MapServiceOpenApi(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}

/// <summary>Metadata of an endpoint that is for the platform's own people and accounts alone; its document says so.</summary>
public sealed record PlatformOnly;
