using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace StudioOps.Hosting.Orchestration;

/// <summary>What the command line asked of this host, and where it lives.</summary>
internal sealed class HostOptions
{
    private readonly IConfiguration _configuration;

    public HostOptions(IConfiguration configuration, string[] args)
    {
        _configuration = configuration;
        Arguments = args;
        var assembly = Assembly.GetEntryAssembly()?.GetName().Name ?? "app";
        ApplicationName = assembly.Replace(".AppHost", string.Empty, StringComparison.Ordinal).Replace('.', '-').ToLowerInvariant();
        AppHostDirectory = Path.GetFullPath(configuration["Hosting:AppHostDirectory"] ?? FindProjectFolder(assembly));
        Paths = new HostPaths(
            ApplicationName,
            Path.GetFullPath(configuration["Hosting:DataFolder"] ?? Path.Combine("..", "." + ApplicationName), AppHostDirectory));
    }

    public IReadOnlyList<string> Arguments { get; }

    public string ApplicationName { get; }

    public string AppHostDirectory { get; }

    public HostPaths Paths { get; }

    public bool Publishes => string.Equals(_configuration["publisher"], "manifest", StringComparison.OrdinalIgnoreCase);

    /// <summary>Relative to the AppHost's folder, wherever the command was typed.</summary>
    public string ManifestPath => Path.GetFullPath(_configuration["output-path"] ?? "aspire-manifest.json", AppHostDirectory);

    public string Command => _configuration["Hosting:Command"] ?? "run";

    public string? Verb => _configuration["Hosting:Verb"];

    public string? Resource => _configuration["Hosting:Resource"];

    public bool Json => Flag("Hosting:Json");

    /// <summary>Whether what resources print goes to their logs alone.</summary>
    public bool Quiet => Flag("Hosting:Quiet");

    /// <summary>Whether local data is dropped before the start.</summary>
    public bool Fresh => Flag("Hosting:Fresh");

    /// <summary>Whether what changes is built and started again.</summary>
    public bool Watch => Flag("Hosting:Watch");

    /// <summary>The project of the graph itself; null where its folder holds none.</summary>
    public string? AppHostProject => Directory.EnumerateFiles(AppHostDirectory, "*.csproj").Order(StringComparer.Ordinal).FirstOrDefault();

    /// <summary>The dashboard's project; null where it is not there or not wanted (none).</summary>
    public string? DashboardProject
    {
        get
        {
            var asked = _configuration["Hosting:Dashboard"];
            var project = asked ?? typeof(HostOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(entry => entry.Key == "DashboardProject").Value!;
            return asked == "none" || !File.Exists(project) ? null : Path.GetFullPath(project);
        }
    }

    /// <summary>A port to keep for the dashboard; a free one when none is given.</summary>
    public int? DashboardPort => _configuration["Hosting:DashboardPort"] is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : null;

    public string BuildConfiguration => _configuration["Hosting:Configuration"] ?? "Debug";

    /// <summary>How long a started resource may take to become healthy before it is called out.</summary>
    public TimeSpan HealthDeadline => TimeSpan.FromSeconds(double.Parse(_configuration["Hosting:HealthDeadlineSeconds"] ?? "90", CultureInfo.InvariantCulture));

    /// <summary>The first pause before a crashed resource starts again; it doubles.</summary>
    public TimeSpan RestartPause => TimeSpan.FromSeconds(double.Parse(_configuration["Hosting:RestartPauseSeconds"] ?? "1", CultureInfo.InvariantCulture));

    private bool Flag(string key) => string.Equals(_configuration[key], "true", StringComparison.OrdinalIgnoreCase);

    private static string FindProjectFolder(string assembly)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, assembly + ".csproj")))
            {
                return folder.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
