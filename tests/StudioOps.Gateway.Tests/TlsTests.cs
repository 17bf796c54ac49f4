using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using StudioOps.Gateway.Tests.Installation;
using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Processes;

namespace StudioOps.Gateway.Tests;

/// <summary>The gateway as <c>./run --tls</c> starts it: a certificate from the local authority, https as the public origin.</summary>
public sealed class TlsGateway : GatewayFixture
{
    private readonly int _tlsPort = Ports.Free();
    private readonly LocalCertificates _certificates = new(Directory.CreateTempSubdirectory("gateway-tls-").FullName, TimeProvider.System);

    public override string Origin => $"https://localhost:{_tlsPort}";

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. base.Settings,
        new("Kestrel:Certificates:Default:Path", _certificates.Certificate),
        new("Kestrel:Certificates:Default:KeyPath", _certificates.Key),
    ];

    /// <summary>A client that trusts the local authority and nothing else.</summary>
    public HttpClient Client(bool trusting = true)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (trusting)
        {
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(_certificates.Authority));
        }

        return new HttpClient(handler) { BaseAddress = new Uri(Origin), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
    }

    protected override void Listen(KestrelServerOptions kestrel, int port)
    {
        base.Listen(kestrel, port);
        _certificates.Ensure();
        kestrel.Listen(IPAddress.Loopback, _tlsPort, listen => listen.UseHttps());
    }
}

public sealed class TlsTests(TlsGateway gateway) : IClassFixture<TlsGateway>
{
    [Fact]
    public async Task A_client_that_trusts_the_local_authority_gets_http_2()
    {
        using var client = gateway.Client();

        var response = await client.GetAsync("/api/v1/tenants");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(HttpVersion.Version20, response.Version);
    }

    [Fact]
    public async Task Any_other_client_is_not_talked_to()
    {
        using var client = gateway.Client(trusting: false);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/"));
    }

    [Fact]
    public async Task Signing_in_leads_over_https_with_a_Secure_cookie()
    {
        using var client = gateway.Client();

        var response = await client.GetAsync("/bff/login");

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.StartsWith(gateway.Origin + "/connect/authorize?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Contains("redirect_uri=" + Uri.EscapeDataString(gateway.Origin + "/bff/callback"), response.Headers.Location.Query, StringComparison.Ordinal);
        var cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
    }
}
