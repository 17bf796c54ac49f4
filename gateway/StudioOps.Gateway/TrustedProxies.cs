using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;

namespace StudioOps.Gateway;

/// <summary>The load balancers in front of us, as networks (<c>10.1.0.0/16</c>, <c>10.1.2.3/32</c>). What they say of a caller's address and scheme is believed; nobody else's word is.</summary>
internal sealed record ProxyOptions
{
    public IReadOnlyList<string> Trusted { get; init; } = [];
}

internal static class TrustedProxies
{
    public static void AddTrustedProxies(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ProxyOptions>().Bind(builder.Configuration.GetSection("Proxies"))
            .Validate(options => options.Trusted.All(network => System.Net.IPNetwork.TryParse(network, out _)), "Proxies:Trusted holds networks such as 10.1.0.0/16.")
            .ValidateOnStart();
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((forwarded, proxies) =>
        {
            // Not the host: balancers pass Host on as it came, and what answers there is decided by it.
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in proxies.Value.Trusted)
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
            }

            // As far back as the chain is trusted; the first address nobody vouches for is the caller's.
            forwarded.ForwardLimit = null;
        });
    }

    /// <summary>Before header hygiene, which drops what is left of such claims.</summary>
    public static void UseTrustedProxies(this WebApplication app)
    {
        // Without any, the middleware would believe everybody.
        if (app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.Trusted.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }
}
