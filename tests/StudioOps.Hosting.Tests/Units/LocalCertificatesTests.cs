using System.Security.Cryptography.X509Certificates;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Units;

public sealed class LocalCertificatesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hosting-certificates-").FullName;
    private readonly Clock _clock = new();
    private readonly LocalCertificates _certificates;

    public LocalCertificatesTests() => _certificates = new LocalCertificates(Path.Combine(_folder, "certificates"), _clock);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("operator.localhost", true)]
    [InlineData("example.org", false)]
    public void It_is_good_for_localhost_and_below_and_for_nobody_else(string host, bool good)
    {
        _certificates.Ensure();
        using var leaf = X509Certificate2.CreateFromPemFile(_certificates.Certificate, _certificates.Key);

        Assert.True(leaf.HasPrivateKey);
        Assert.Equal(good, leaf.MatchesHostname(host));
    }

    [Fact]
    public void Whoever_trusts_the_authority_trusts_it_and_nobody_else_does()
    {
        _certificates.Ensure();
        using var leaf = X509CertificateLoader.LoadCertificateFromFile(_certificates.Certificate);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(_certificates.Authority);

        Assert.True(Builds(leaf, authority));
        Assert.False(Builds(leaf, null));
        Assert.False(authority.HasPrivateKey);
        Assert.Equal(3, Directory.GetFiles(Path.GetDirectoryName(_certificates.Key)!).Length);
    }

    [Fact]
    public void The_files_are_their_owners_alone()
    {
        _certificates.Ensure();

        Assert.All([_certificates.Authority, _certificates.Certificate, _certificates.Key], file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void It_is_kept_until_it_is_soon_over()
    {
        _certificates.Ensure();
        var first = File.ReadAllText(_certificates.Certificate);
        _certificates.Ensure();
        Assert.Equal(first, File.ReadAllText(_certificates.Certificate));

        _clock.Now += TimeSpan.FromDays(370);
        _certificates.Ensure();
        Assert.NotEqual(first, File.ReadAllText(_certificates.Certificate));
    }

    private static bool Builds(X509Certificate2 leaf, X509Certificate2? trusted)
    {
        using var chain = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        if (trusted is not null)
        {
            chain.ChainPolicy.CustomTrustStore.Add(trusted);
        }

        return chain.Build(leaf);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = TimeProvider.System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
