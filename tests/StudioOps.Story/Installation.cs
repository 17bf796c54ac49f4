using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace StudioOps.Story;

/// <summary>A running system, as <c>./run</c> leaves it: where things are, and the development credentials.</summary>
public sealed class Installation
{
    private readonly string _root;
    private readonly JsonElement _credentials;
    private JsonElement _status;

    private Installation(string root, JsonElement credentials, JsonElement status) => (_root, _credentials, _status) = (root, credentials, status);

    /// <summary>The public address.</summary>
    public Uri Gateway => new(_credentials.GetProperty("gateway").GetString()!);

    public (Uri TokenEndpoint, string ClientId, string ClientSecret) Automation
    {
        get
        {
            var automation = _credentials.GetProperty("automation");
            return (new Uri(automation.GetProperty("tokenEndpoint").GetString()!), automation.GetProperty("clientId").GetString()!, automation.GetProperty("clientSecret").GetString()!);
        }
    }

    /// <summary>Where the mail server shows its inbox.</summary>
    public Uri Inbox => new($"http://127.0.0.1:{Port("mail", "http")}");

    /// <summary>The spans of the last minutes, one JSON object a line.</summary>
    public string Traces => Path.Combine(Data(_root), "traces.jsonl");

    /// <summary>A connection to one service's database that row security does not bind.</summary>
    public string Database(string name) =>
        $"Host=127.0.0.1;Port={Port("postgres", "tcp")};Username=postgres;Password={Secret("postgres-password")};Database={name};Pooling=false";

    /// <summary>Where one service itself listens, past the gateway.</summary>
    public Uri Address(string resource) => new($"http://127.0.0.1:{Port(resource, "http")}");

    /// <summary>A generated secret of this installation.</summary>
    public string Secret(string name) =>
        JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Data(_root), "secrets.json"))).GetProperty(name).GetString()!;

    /// <summary>A client of the gateway. Over https it trusts this installation's own authority and nothing else.</summary>
    public HttpClient Client(TimeSpan? timeout = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (Gateway.Scheme == Uri.UriSchemeHttps)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(Authority) },
            };
        }

        return new HttpClient(handler) { BaseAddress = Gateway, Timeout = timeout ?? TimeSpan.FromSeconds(100) };
    }

    /// <summary>The certificate authority that signed the gateway's certificate, when it listens on https.</summary>
    public string Authority => Path.Combine(Data(_root), "certificates", "ca.pem");

    /// <summary>Finds the clone's running system from any folder inside it.</summary>
    /// <exception cref="InvalidOperationException">Nothing runs there; the message says what to do.</exception>
    public static async Task<Installation> FindAsync(string folder)
    {
        var root = new DirectoryInfo(folder);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "run")))
        {
            root = root.Parent;
        }

        var home = root?.FullName ?? throw new InvalidOperationException("This is not inside a clone of StudioOps.");
        var file = Path.Combine(Data(home), "dev-credentials.json");
        var status = await StatusAsync(home);
        if (!File.Exists(file) || status.GetProperty("resources").GetArrayLength() == 0)
        {
            throw new InvalidOperationException("Nothing runs here. Start it with: ./run --detach");
        }

        return new Installation(home, JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file)), status);
    }

    /// <summary><c>./run resource VERB NAME</c>.</summary>
    public async Task ResourceAsync(string verb, string name)
    {
        await RunAsync(_root, "resource", verb, name);
        _status = await StatusAsync(_root);
    }

    /// <summary>The people who may sign in, as the credentials file lists them.</summary>
    public JsonElement People => _credentials.GetProperty("people");

    // The same setting that tells the AppHost where to keep its data tells us where it lies.
    private static string Data(string root) => Environment.GetEnvironmentVariable("Hosting__DataFolder") ?? Path.Combine(root, ".studioops");

    private int Port(string resource, string endpoint) => _status.GetProperty("resources").EnumerateArray()
        .Single(candidate => candidate.GetProperty("name").GetString() == resource).GetProperty("ports").GetProperty(endpoint).GetInt32();

    private static async Task<JsonElement> StatusAsync(string root) =>
        JsonSerializer.Deserialize<JsonElement>(await RunAsync(root, "--status", "--json"));

    private static async Task<string> RunAsync(string root, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(root, "run"), arguments) { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return arguments[0] == "--status" || process.ExitCode == 0
            ? output
            : throw new StoryException($"./run {string.Join(' ', arguments)} ended with {process.ExitCode}: {await error}{output}");
    }
}

/// <summary>A step did not hold.</summary>
public sealed class StoryException(string message) : Exception(message);
