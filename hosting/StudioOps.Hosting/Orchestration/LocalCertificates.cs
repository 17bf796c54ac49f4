using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration;

/// <summary>A certificate for localhost and what lies below it, signed by an authority of this installation alone.</summary>
/// <remarks>The authority's key is forgotten once it has signed: whoever trusts it trusts this one certificate and no later one.</remarks>
internal sealed class LocalCertificates(string folder, TimeProvider clock)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);
    private readonly Lock _gate = new();

    /// <summary>What a browser or client is told to trust.</summary>
    public string Authority => Path.Combine(folder, "ca.pem");

    public string Certificate => Path.Combine(folder, "localhost.pem");

    public string Key => Path.Combine(folder, "localhost.key");

    /// <summary>Makes the files where they are missing or soon over.</summary>
    public void Ensure()
    {
        lock (_gate)
        {
            if (!IsGood())
            {
                Make();
            }
        }
    }

    private bool IsGood()
    {
        if (!File.Exists(Authority) || !File.Exists(Certificate) || !File.Exists(Key))
        {
            return false;
        }

        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(Certificate, Key);
            return certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow() > RenewedBefore;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private void Make()
    {
        var (from, until) = (clock.GetUtcNow().AddDays(-1), clock.GetUtcNow() + Lifetime);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var asked = new CertificateRequest($"CN=StudioOps local authority {from:yyyy-MM-dd}", authorityKey, HashAlgorithmName.SHA256);
        asked.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        asked.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        asked.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(asked.PublicKey, critical: false));
        using var authority = asked.CreateSelfSigned(from, until);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var leaf = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName("*.localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        leaf.CertificateExtensions.Add(names.Build());
        leaf.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        leaf.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        leaf.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        leaf.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var signed = leaf.Create(authority, from, until, RandomNumberGenerator.GetBytes(16));

        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Write(Authority, authority.ExportCertificatePem());
        Write(Certificate, signed.ExportCertificatePem());
        Write(Key, key.ExportPkcs8PrivateKeyPem());
    }

    private static void Write(string path, string pem) => PrivateFiles.ReplaceAsync(path, pem + "\n", CancellationToken.None).GetAwaiter().GetResult();
}
