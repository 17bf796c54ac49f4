using System.Xml.Linq;

namespace StudioOps.Hosting.Orchestration.Building;

/// <summary>Projects with everything they reference, and the files their output is made of.</summary>
internal static class ProjectClosure
{
    private static readonly string[] Skipped = ["bin", "obj", "node_modules", "dist", "TestResults"];
    private static readonly string[] Shared = ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "NuGet.config", ".editorconfig"];

    public static IReadOnlyCollection<string> Of(IEnumerable<string> projects)
    {
        var known = new SortedSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>(projects);
        while (pending.TryPop(out var project))
        {
            if (!known.Add(project) || !File.Exists(project))
            {
                continue;
            }

            foreach (var reference in XDocument.Load(project).Descendants("ProjectReference"))
            {
                if (reference.Attribute("Include")?.Value is { } include && !include.Contains('$'))
                {
                    pending.Push(Path.GetFullPath(include.Replace('\\', '/'), Path.GetDirectoryName(project)!));
                }
            }
        }

        return known;
    }

    /// <summary>Sources of one project, in a stable order.</summary>
    public static IEnumerable<FileInfo> Inputs(string project)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(project)!);
        return Files(folder).OrderBy(file => file.FullName, StringComparer.Ordinal);
    }

    /// <summary>Files above a project that shape every build below them.</summary>
    public static IEnumerable<FileInfo> SharedInputs(string project)
    {
        for (var folder = new FileInfo(project).Directory; folder is not null; folder = folder.Parent)
        {
            foreach (var name in Shared)
            {
                var file = new FileInfo(Path.Combine(folder.FullName, name));
                if (file.Exists)
                {
                    yield return file;
                }
            }
        }
    }

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles().Where(file => file.Name[0] != '.'))
        {
            yield return file;
        }

        foreach (var file in folder.EnumerateDirectories().Where(child => child.Name[0] != '.' && !Skipped.Contains(child.Name)).SelectMany(Files))
        {
            yield return file;
        }
    }
}
