using System.Xml.Linq;

namespace StudioOps.Hosting.Orchestration.Building;

internal static class ProjectOutput
{
    /// <summary>The assembly a project was last built to, or null.</summary>
    public static FileInfo? Find(string project, string configuration)
    {
        var folder = Path.Combine(Path.GetDirectoryName(project)!, "bin", configuration);
        var assembly = AssemblyName(project);
        return !Directory.Exists(folder) ? null
            : Directory.EnumerateDirectories(folder)
                .Select(framework => new FileInfo(Path.Combine(framework, assembly + ".dll")))
                .Where(file => file.Exists)
                .MaxBy(file => file.LastWriteTimeUtc);
    }

    private static string AssemblyName(string project) =>
        XDocument.Load(project).Descendants("AssemblyName").FirstOrDefault()?.Value ?? Path.GetFileNameWithoutExtension(project);
}
