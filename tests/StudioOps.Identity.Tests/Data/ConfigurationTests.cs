using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;

namespace StudioOps.Identity.Tests.Data;

public sealed class ConfigurationTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    public void A_start_without_a_real_key_ring_password_fails_naming_the_key(string? password)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["KeyRing:Password"] = password;
        Assert.Contains("KeyRing__Password", Assert.Throws<InvalidOperationException>(() => builder.AddKeyRing()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("localhost:8080")]
    [InlineData("http://localhost:8080/path")]
    [InlineData("ftp://localhost")]
    public void A_start_without_a_public_origin_fails_naming_the_key(string? origin)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Identity:PublicOrigin", origin)]).Build();
        Assert.Contains("Identity:PublicOrigin", Assert.Throws<InvalidOperationException>(() => new PublicOrigin(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_without_the_services_secrets_fails_naming_the_first_missing()
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var preparation = new Preparation(services.GetRequiredService<IServiceScopeFactory>(), new ConfigurationBuilder().Build(), TimeProvider.System);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => preparation.StartAsync(default));
        Assert.Contains("ServiceAccounts__tenant", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hosts_below_the_origin_are_told_apart_from_those_that_only_look_so()
    {
        var origin = new PublicOrigin(new ConfigurationBuilder().AddInMemoryCollection([new("Identity:PublicOrigin", "https://studioops.example/")]).Build());
        Assert.Equal("https://studioops.example", origin.Issuer);
        Assert.Equal("acme", origin.LabelOf(new Uri("https://acme.studioops.example/x")));
        Assert.Null(origin.LabelOf(new Uri("https://studioops.example/")));
        Assert.Null(origin.LabelOf(new Uri("https://a.b.studioops.example/")));
        Assert.Null(origin.LabelOf(new Uri("https://acmestudioops.example/")));
        Assert.Null(origin.LabelOf(new Uri("http://acme.studioops.example/")));
        Assert.Null(origin.LabelOf(new Uri("https://acme.studioops.example:444/")));
        Assert.Null(origin.LabelOf(new Uri("https://acme.studioops.example.evil.example/")));
    }
}
