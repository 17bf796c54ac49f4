using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>Installs exactly what a lock file says, and only when it says something new.</summary>
internal static class NodePackages
{
    public static bool AreStale(string folder)
    {
        var wanted = new FileInfo(Path.Combine(folder, "package-lock.json"));
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return !wanted.Exists
            ? throw new HostException($"{wanted.FullName} is missing; packages are only installed from a lock file.")
            : !installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc;
    }

    public static ProcessSpec Install(string folder) => new(Executables.Find("npm", "npm"), "ci", "--no-audit", "--no-fund", "--loglevel=error") { WorkingDirectory = folder };
}
