using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Contracts;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Hosts;

/// <summary>A host name and what answers there.</summary>
/// <param name="Host">Without port.</param>
/// <param name="TenantId">Whose portal.</param>
/// <param name="Slug">That tenant's slug.</param>
/// <param name="Portal"><c>portal</c>: the tenant's people.</param>
public sealed record HostResource(string Host, Guid TenantId, string Slug, string Portal);

/// <summary>For the gateway only: which host names there are.</summary>
internal static class HostEndpoints
{
    public static void MapHosts(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/internal/v1/hosts", List).WithName("ListHosts").WithTags("Internal").RequireAuthorization(Permissions.HostsRead);

    private static async Task<Results<Ok<List<HostResource>>, StatusCodeHttpResult>> List(
        CrossTenant<TenantDbContext> all, Caller caller, IConfiguration configuration, HttpRequest request, HttpResponse response, CancellationToken ct)
    {
        var domain = new Uri(configuration["Identity:PublicOrigin"] ?? "http://localhost").Host;
        await using var everyone = all.Read(caller);
        var tenants = await everyone.Tenants
            .Where(tenant => tenant.Status != TenantStatus.Draft && tenant.Status != TenantStatus.Deleting && tenant.Status != TenantStatus.Deleted)
            .OrderBy(tenant => tenant.Slug).Select(tenant => new { tenant.Id, tenant.Slug }).ToListAsync(ct);
        var hosts = tenants.ConvertAll(tenant => new HostResource($"{tenant.Slug}.{domain}", tenant.Id, tenant.Slug, "portal"));
        var tag = $"\"{Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(hosts)))}\"";
        response.Headers.ETag = tag;
        return request.Headers.IfNoneMatch == tag ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(hosts);
    }
}
