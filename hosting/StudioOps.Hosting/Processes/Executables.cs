namespace StudioOps.Hosting.Processes;

/// <summary>Finds server binaries on PATH and where Debian and others keep what they do not put there.</summary>
public static class Executables
{
    private static readonly string[] KnownFolders = ["/usr/local/bin", "/usr/bin", "/usr/sbin", "/sbin", "/usr/lib/rabbitmq/bin", "/opt/homebrew/bin", "/opt/homebrew/sbin"];

    public static string? TryFind(string name)
    {
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':', StringSplitOptions.RemoveEmptyEntries);
        return onPath.Concat(KnownFolders).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    public static string Find(string name, string package) => TryFind(name) ?? throw Missing(name, package);

    /// <summary>Postgres keeps its server binaries apart, one folder per major version; the newest wins.</summary>
    public static string FindPostgres(string name)
    {
        const string versions = "/usr/lib/postgresql";
        var newest = Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", name)))
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out var major) ? major : 0)
                .FirstOrDefault()
            : null;
        return newest is not null ? Path.Combine(newest, "bin", name) : Find(name, "postgresql");
    }

    private static MissingExecutableException Missing(string name, string package) =>
        new($"{name} was not found on PATH or in the usual folders. Install it (Debian and Ubuntu: apt-get install {package}).");
}
