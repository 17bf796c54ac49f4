using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StudioOps.Hosting.Processes;

namespace StudioOps.EndToEnd.Tests;

/// <summary>The same started with <c>--tls</c>: sign-in, issuer and links are https, with a certificate of this installation's own.</summary>
public sealed class TlsGraph : Graph
{
    public new const string Name = "the running graph with TLS";
    private readonly int _tlsPort = Ports.Free();

    protected override string[] Arguments
    {
        get
        {
            Environment.SetEnvironmentVariable("Gateway__TlsPort", _tlsPort.ToString(System.Globalization.CultureInfo.InvariantCulture));
            return ["--tls"];
        }
    }

    /// <summary>Tells Chromium to take the one key of our certificate, and no other that its authorities do not vouch for.</summary>
    public override IEnumerable<string> BrowserArguments
    {
        get
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Data, "certificates", "localhost.pem"));
            return [$"--ignore-certificate-errors-spki-list={Convert.ToBase64String(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()))}"];
        }
    }
}

[CollectionDefinition(TlsGraph.Name)]
public sealed class TlsGraphCollection : ICollectionFixture<TlsGraph>;
