using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;
using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Identity.Tests;

/// <summary>Identity on real servers with the development seed: it reads its own feed, and trusts its own keys beside the fixture's.</summary>
public partial class IdentityFixture : ServiceFixture<Program>
{
    public const string Origin = TestIdentity.Issuer;
    public const string GatewaySecret = "gateway-secret-of-these-tests-0123456789abc";
    public static readonly Guid Northwind = Guid.Parse("0198f000-0000-7000-8000-000000000001");
    public static readonly Guid Fabrikam = Guid.Parse("0198f000-0000-7000-8000-000000000002");

    /// <summary>A flag service that takes connections and never says a word.</summary>
    private readonly TcpListener _mute = new(IPAddress.Loopback, 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("studioops-identity-").FullName;

    public IdentityFixture()
        : this(withBus: false)
    {
    }

    protected IdentityFixture(bool withBus)
        : base("identity", configuration => Migrate.RunAsync<IdentityContext>(configuration, "identity", options => new IdentityContext(options)), withBus)
    {
        _mute.Start();
        Mail.Start();
    }

    /// <summary>A real mail server.</summary>
    public SmtpReceiver Mail { get; } = new();

    public string CredentialsFile => Path.Combine(_folder, "dev-credentials.json");

    protected virtual bool Seeded => true;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("KeyRing:Password", "key-ring-password-of-these-tests-0123456789"),
        new("Mail:Endpoint", $"smtp://127.0.0.1:{Mail.Port}"),
        new("Identity:BackChannelLogoutUri", "http://gateway.invalid/bff/backchannel"),
        new("ServiceAccounts:gateway", GatewaySecret),
        new("ServiceAccounts:tenant", "tenant-secret-of-these-tests-0123456789abcd"),
        new("ServiceAccounts:flag-evaluation", "flags-secret-of-these-tests-0123456789abcde"),
        new("ServiceAccounts:provisioning", "provisioning-secret-of-these-tests-01234567"),
        new("ServiceAccounts:admin", "admin-secret-of-these-tests-0123456789abcde"),
        new("services:flag-evaluation:http:0", $"http://{_mute.LocalEndpoint}"),
        new("DevelopmentSeed:Enabled", Seeded ? "true" : "false"),
        new("DevelopmentSeed:CredentialsFile", CredentialsFile),
    ];

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.RemoveAll<IStandingSource>();
        services.AddSingleton<IStandingSource, StandingReader>();
        services.Replace(ServiceDescriptor.Singleton<IVerificationKeys>(provider => new BothKeys(provider.GetRequiredService<SigningKeys>(), Identity)));
    }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await KnowTenantAsync(Northwind, "northwind", "Northwind Studio", "pro");
        await KnowTenantAsync(Fabrikam, "fabrikam", "Fabrikam Dance", "mvp");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _mute.Dispose();
        Mail.Stop();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A browser that nobody is signed in with.</summary>
    public Browser Browser() => new(Client());

    /// <summary>A client on the public origin.</summary>
    public HttpClient Client() => Factory.CreateClient(new WebApplicationFactoryClientOptions
    {
        AllowAutoRedirect = false, HandleCookies = false, BaseAddress = new Uri(Origin),
    });

    public HttpClient ClientBearing(string token)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public async Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] form)
    {
        using var client = Client();
        return await client.PostAsync("/connect/token", new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))));
    }

    internal DevelopmentCredentials Credentials() =>
        JsonSerializer.Deserialize<DevelopmentCredentials>(File.ReadAllText(CredentialsFile), JsonSerializerOptions.Web)!;

    internal PersonCredentials Person(string email) => Credentials().People.Single(p => p.Email == email);

    /// <summary>The published key set.</summary>
    public async Task<JsonWebKeySet> PublishedAsync()
    {
        using var client = Client();
        return JsonWebKeySet.Parse(await client.GetStringAsync("/.well-known/jwks.json"));
    }

    public async Task<AccessToken> ReadAsync(string compact, string audience) =>
        AccessTokenValidator.Validate(compact, await PublishedAsync(), Origin, new HashSet<string> { audience }, Clock.GetUtcNow()).Token
        ?? throw new InvalidOperationException("The token is not good.");

    /// <summary>As if the person had signed out there.</summary>
    public async Task EndSessionAsync(Guid id)
    {
        await using var scope = Factory.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        await scope.ServiceProvider.GetRequiredService<SignInSessions>().EndAsync(await db.Sessions.FindAsync(id) ?? throw new InvalidOperationException("No such session."), CancellationToken.None);
        await db.SaveChangesAsync();
    }

    /// <summary>Time passes, and the standing feed is confirmed again at the new hour, as it is every other second.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        Clock.Advance(time);
        var book = Factory.Services.GetRequiredService<StandingBook>();
        await Eventually.TrueAsync(() => Task.FromResult(book.Age < TimeSpan.FromSeconds(5)), "the standing feed is confirmed");
    }

    /// <summary>The link in the newest mail to this address, as a path; waits for the mail.</summary>
    public async Task<string> LinkToAsync(string email, string subject)
    {
        string? body = null;
        await Eventually.TrueAsync(
            () => Task.FromResult((body = Mail.Mails.LastOrDefault(mail => mail.To == email && mail.Header("Subject") == subject)?.Text) is not null), $"a mail '{subject}' came to {email}");
        var text = Quoted().Replace(body!.Replace("\r", "", StringComparison.Ordinal).Replace("=\n", "", StringComparison.Ordinal), code => $"{(char)Convert.ToInt32(code.Groups[1].Value, 16)}");
        return text[text.IndexOf("http://", StringComparison.Ordinal)..].Split('\r', '\n')[0].Trim()[Origin.Length..];
    }

    /// <summary>What the tenant events would have told.</summary>
    public async Task KnowTenantAsync(Guid id, string slug, string name, string plan, string status = "active")
    {
        await using var scope = Factory.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(id);
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var known = await db.KnownTenants.FindAsync(id) ?? db.KnownTenants.Add(new KnownTenant { Id = id }).Entity;
        known.TryApply(known.Revision + 1, slug, name, plan, status, null);
        await db.SaveChangesAsync();
    }

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Quoted();

    private sealed class BothKeys(SigningKeys own, TestIdentity fixture) : IVerificationKeys
    {
        public async ValueTask<JsonWebKeySet> GetAsync(bool unknownKey, CancellationToken ct) =>
            new([.. (await own.PublishedAsync(ct)).Keys, .. (await fixture.GetAsync(unknownKey, ct)).Keys]);
    }
}

/// <summary>The same with RabbitMQ.</summary>
public sealed class IdentityBusFixture() : IdentityFixture(withBus: true);

/// <summary>As an installation outside development runs: nothing seeded.</summary>
public sealed class UnseededFixture : IdentityFixture
{
    protected override bool Seeded => false;
}
