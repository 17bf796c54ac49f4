using Microsoft.AspNetCore.Mvc.Testing;

namespace StudioOps.Gateway.Tests;

public sealed class StartTests
{
    [Theory]
    [InlineData("KeyRing:Password", "KeyRing:Password")]
    [InlineData("ServiceAccount:ClientSecret", "ServiceAccount:ClientSecret")]
    [InlineData("Identity:PublicOrigin", "Identity:PublicOrigin")]
    [InlineData("ConnectionStrings:redis", "ConnectionStrings:redis")]
    [InlineData("services:provisioning:http:0", "services:provisioning:http:0")]
    public async Task A_start_without_a_setting_fails_and_names_it(string missing, string named)
    {
        await using var gateway = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("Logging:LogLevel:Default", "None");
            foreach (var (key, value) in Complete().Where(setting => setting.Key != missing))
            {
                host.UseSetting(key, value);
            }
        });

        var failure = Assert.ThrowsAny<Exception>(() => gateway.Server);

        Assert.Contains(named, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Proxies:Trusted:0", "everyone", "Proxies:Trusted")]
    [InlineData("RateLimits:TotalStreams", "0", "TotalStreams")]
    public async Task A_start_with_a_setting_that_makes_no_sense_fails_and_names_it(string key, string value, string named)
    {
        await using var gateway = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment("Production");
            host.UseSetting("Logging:LogLevel:Default", "None");
            foreach (var (known, given) in Complete())
            {
                host.UseSetting(known, given);
            }

            host.UseSetting(key, value);
        });

        Assert.Contains(named, Assert.ThrowsAny<Exception>(() => gateway.Server).ToString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Complete()
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:redis"] = "127.0.0.1:1",
            ["Identity:PublicOrigin"] = "https://studioops.example",
            ["ServiceAccount:ClientSecret"] = "a-secret",
            ["KeyRing:Password"] = "a-password-of-the-key-ring-that-is-long-enough",
        };
        foreach (var service in new[] { "identity", "tenant", "flag-evaluation", "provisioning", "admin" })
        {
            settings[$"services:{service}:http:0"] = "http://127.0.0.1:1";
        }

        return settings;
    }
}
