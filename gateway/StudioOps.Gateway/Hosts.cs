using System.Collections.Frozen;
using Microsoft.AspNetCore.Http.Features;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway;

/// <summary>What answers at a host name.</summary>
/// <param name="Host">Without port.</param>
/// <param name="ClientId">The OAuth client people sign in to there: <c>operator</c>, <c>partner</c>, <c>portal</c>.</param>
/// <param name="Tenant">Whose portal it is; none for console and partner portal.</param>
internal sealed record Portal(string Host, string ClientId, TenantHost? Tenant);

/// <summary>One line of the tenant service's list.</summary>
/// <param name="Host">Host name.</param>
/// <param name="TenantId">Whose.</param>
/// <param name="Slug">That tenant's slug.</param>
internal sealed record TenantHost(string Host, Guid TenantId, string Slug);

/// <summary>Every host name this product answers to: its own, and the tenants' as last heard.</summary>
internal sealed class HostDirectory(PublicOrigin origin)
{
    private readonly FrozenDictionary<string, Portal> _own = new[]
    {
        new Portal(origin.Host, "operator", null),
        new Portal("operator." + origin.Host, "operator", null),
        new Portal("partner." + origin.Host, "partner", null),
    }.ToFrozenDictionary(portal => portal.Host, StringComparer.OrdinalIgnoreCase);

    private volatile FrozenDictionary<string, Portal>? _tenants;

    /// <summary>Whether the tenants' hosts have been heard at all.</summary>
    public bool Loaded => _tenants is not null;

    public Portal? Find(string host) => _own.GetValueOrDefault(host) ?? _tenants?.GetValueOrDefault(host);

    /// <summary>Whether this is the origin of one of our hosts.</summary>
    public bool IsOurs(string candidate) =>
        Uri.TryCreate(candidate, UriKind.Absolute, out var uri) && Find(uri.IdnHost) is { } portal && candidate == origin.Of(portal.Host);

    public void Replace(IEnumerable<TenantHost> hosts) =>
        _tenants = hosts.DistinctBy(host => host.Host, StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(host => host.Host, host => new Portal(host.Host, "portal", host), StringComparer.OrdinalIgnoreCase);
}

internal static class Hosts
{
    public static void AddHosts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PublicOrigin>();
        builder.Services.AddSingleton<HostDirectory>();
        builder.AddServiceClient<TenantHosts>("tenant");
        builder.Services.AddHostedService<HostFeed>();
    }

    /// <summary>Refuses hosts we do not know; the others find their portal in the request's features.</summary>
    public static void UseHosts(this WebApplication app)
    {
        var directory = app.Services.GetRequiredService<HostDirectory>();
        app.Use(async (context, next) =>
        {
            if (directory.Find(context.Request.Host.Host) is { } portal)
            {
                context.Features.Set(portal);
            }
            // Load balancers ask by address, before anyone has a name.
            else if (!context.Request.Path.StartsWithSegments("/health"))
            {
                await (directory.Loaded
                    ? (IResult)Problems.NotFound("host.unknown", "Nothing of ours answers at this host name.")
                    : Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "host.not-known-yet", "The list of host names has not been read yet.")).ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    /// <summary>The portal this request came for.</summary>
    public static Portal Portal(this HttpContext context) => context.Features.GetRequiredFeature<Portal>();
}
