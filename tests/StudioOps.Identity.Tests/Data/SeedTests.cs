using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using StudioOps.Identity.Data;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Tests.Data;

public sealed class SeedTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public void The_credentials_file_has_its_shape_and_belongs_to_its_owner_alone()
    {
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(identity.CredentialsFile));
        }

        var json = JsonDocument.Parse(File.ReadAllText(identity.CredentialsFile)).RootElement;
        Assert.Equal(["gateway", "links", "automation", "people"], json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(IdentityFixture.Origin, json.GetProperty("gateway").GetString());
        Assert.Equal(["clientId", "clientSecret", "tokenEndpoint"], json.GetProperty("automation").EnumerateObject().Select(p => p.Name));
        Assert.Equal(IdentityFixture.Origin + "/connect/token", json.GetProperty("automation").GetProperty("tokenEndpoint").GetString());
        foreach (var person in json.GetProperty("people").EnumerateArray())
        {
            var isOperator = person.GetProperty("tenant").ValueKind == JsonValueKind.Null;
            Assert.Equal(isOperator, person.TryGetProperty("totpSecret", out _));
            Assert.Equal(1, person.GetProperty("roles").GetArrayLength());
            Assert.True(person.GetProperty("password").GetString()!.Length >= 12);
        }
    }

    [Fact]
    public async Task Seeding_again_changes_no_secret_and_repairs_a_lost_file()
    {
        var before = File.ReadAllText(identity.CredentialsFile);
        var configuration = identity.Factory.Services.GetRequiredService<IConfiguration>();
        var scopes = identity.Factory.Services.GetRequiredService<IServiceScopeFactory>();
        await DevelopmentSeed.RunAsync(scopes, configuration, default);
        Assert.Equal(before, File.ReadAllText(identity.CredentialsFile));

        File.Delete(identity.CredentialsFile);
        await DevelopmentSeed.RunAsync(scopes, configuration, default);
        Assert.NotEqual(before, File.ReadAllText(identity.CredentialsFile));
        await SignIn.Portal(identity, "northwind").TokensAsync("olivia@northwind.example");
    }

    [Fact]
    public async Task Keys_at_rest_are_wrapped()
    {
        await identity.PublishedAsync();
        Assert.Equal(0, await identity.ScalarAsync<long>("select count(*) from signing_keys where position('\\x3041020100301306072a8648ce3d0201'::bytea in wrapped) > 0"));
        var ring = await identity.ScalarAsync<string>("select xml from key_ring limit 1");
        Assert.Contains("sealed", ring, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", ring, StringComparison.Ordinal);
        Assert.Equal(0, await identity.ScalarAsync<long>($"select count(*) from users where totp_secret = '{identity.Person("ada@studioops.example").TotpSecret}'"));
    }
}

public sealed class UnseededTests(UnseededFixture identity) : IClassFixture<UnseededFixture>
{
    [Fact]
    public async Task Outside_development_there_are_no_people_no_automation_and_no_credentials_file()
    {
        Assert.False(File.Exists(identity.CredentialsFile));
        Assert.Equal(0, await identity.ScalarAsync<long>("select count(*) from users where email like '%.example'"));
        Assert.Equal(0, await identity.ScalarAsync<long>("select count(*) from service_accounts where client_id = 'automation'"));
    }

    [Fact]
    public async Task Outside_development_there_is_no_quick_sign_in()
    {
        var routes = identity.Factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => e.RoutePattern.RawText!.Trim('/')).ToList();
        Assert.DoesNotContain(routes, r => r.Contains("quick", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(
            [
                "account/brand.css", "account/change-password", "account/consent", "account/denied", "account/device", "account/error", "account/forgot", "account/logged-out", "account/login", "account/logout", "account/mfa",
                "account/password", "account/password-set",
            ],
            routes.Where(r => r.StartsWith("account", StringComparison.Ordinal)).Distinct().Order());
        using var browser = identity.Browser();
        await browser.GetAsync("/account/login");
        Assert.DoesNotContain("Quick", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Development", browser.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_superuser_must_change_the_password_and_enrol_before_the_console_opens()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await Bootstrap.RunAsync(identity.Factory.Services, ["bootstrap", "root@corp.test", "Root", "User"], output, default));
        var password = output.ToString().Split("password ")[1].Split(' ')[0];
        using var again = new StringWriter();
        Assert.Equal(0, await Bootstrap.RunAsync(identity.Factory.Services, ["bootstrap", "other@corp.test"], again, default));
        Assert.Contains("already", again.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await identity.ScalarAsync<long>("select count(*) from users where 'SUPERUSER' = any(platform_roles)"));

        var signIn = new SignIn(identity);
        using var browser = identity.Browser();
        await browser.GetAsync(signIn.Request());
        await browser.FollowAsync();
        await browser.SubmitAsync(("email", "root@corp.test"), ("password", password));
        await browser.FollowAsync();
        Assert.Contains("Choose a new password", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(("current", password), ("chosen", "a much better phrase"), ("again", "a much better phrase"));
        await browser.FollowAsync();

        Assert.Contains("Set up your authenticator", browser.Html, StringComparison.Ordinal);
        Assert.Contains("<svg", browser.Html, StringComparison.Ordinal);
        var secret = browser.Html.Split("<code>")[1].Split("</code>")[0].Replace(" ", "", StringComparison.Ordinal);
        await browser.SubmitAsync(("code", "000000"));
        Assert.Contains($"<code>{secret[..4]}", browser.Html, StringComparison.Ordinal);
        await browser.SubmitAsync(("code", Totp.Code(secret, Totp.Step(identity.Clock.GetUtcNow()))));
        await browser.FollowAsync();
        await signIn.RedeemAsync(signIn.CodeOf(browser));

        var user = identity.Factory.Services.CreateScope().ServiceProvider.GetRequiredService<UserManager<User>>();
        Assert.False((await user.FindByEmailAsync("root@corp.test"))!.MustChangePassword);
    }

    [Theory]
    [InlineData("bootstrap")]
    [InlineData("bootstrap", "nonsense")]
    public async Task Bootstrap_says_how_it_is_used(params string[] args)
    {
        using var output = new StringWriter();
        Assert.Equal(2, await Bootstrap.RunAsync(identity.Factory.Services, args, output, default));
    }
}
