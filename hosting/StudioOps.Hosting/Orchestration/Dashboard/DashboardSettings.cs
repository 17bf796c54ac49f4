using System.Globalization;
using System.Security.Cryptography;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>The dashboard as a resource of the run: comes up first, ends last, and harms nobody when it does neither.</summary>
internal sealed class DashboardSettings
{
    private readonly int _port;
    private readonly string _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private DashboardSettings(string project, HostOptions options)
    {
        _port = options.DashboardPort ?? Ports.Free();
        Resource = new ProjectResource("dashboard", project) { IsAuxiliary = true, HttpHealth = new HttpHealthDeclaration("/health", 200, "http") };
        Resource.Endpoints.Add(new EndpointDeclaration { Name = "http", Scheme = "http", Port = _port });
        Resource.Urls.Add(new UrlDeclaration("http", Link));
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["Dashboard__Token"] = _token,
            ["Dashboard__OtlpApiKey"] = OtlpApiKey,
            ["Dashboard__Host"] = options.Paths.Socket,
            ["Dashboard__TraceFile"] = options.Paths.Traces,
        })
        {
            Resource.Environment[name] = ReferenceExpression.Of(value);
        }
    }

    public ProjectResource Resource { get; }

    public string OtlpApiKey { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Where telemetry goes.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    public IReadOnlyList<string> Secrets => [_token, OtlpApiKey];

    /// <summary>Null where there is none to start, or the graph has one of its own.</summary>
    public static DashboardSettings? Of(HostOptions options, IEnumerable<Resource> graph) =>
        options.DashboardProject is { } project && graph.All(resource => resource.Name != "dashboard") ? new DashboardSettings(project, options) : null;

    private void Link(ResourceUrlAnnotation url)
    {
        url.DisplayText = "Dashboard";
        url.Url = $"{Address}/login?t={_token}";
    }
}
