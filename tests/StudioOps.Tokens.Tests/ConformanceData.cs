namespace StudioOps.Tokens.Tests;

// Public test vectors are kept outside the repository: STUDIOOPS_CONFORMANCE, or ../shared/conformance beside the clone.
internal static class ConformanceData
{
    private const string Variable = "STUDIOOPS_CONFORMANCE";

    public static bool Demanded =>
        Environment.GetEnvironmentVariable("CI") == "true" || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    public static string? Find(string relativePath)
    {
        var folder = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(RepositoryRoot(), "..", "shared", "conformance");
        var path = Path.Combine(folder, relativePath);
        return File.Exists(path) ? path : null;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
