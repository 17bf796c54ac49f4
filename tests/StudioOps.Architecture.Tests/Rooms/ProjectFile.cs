using System.Text.Json;
using System.Xml.Linq;

namespace StudioOps.Architecture.Tests.Rooms;

/// <summary>A project as its file and its lock file say.</summary>
/// <param name="Path">From the repository's root.</param>
/// <param name="References">Paths of the projects it names.</param>
/// <param name="Packages">Packages it names, those of a condition left out.</param>
/// <param name="Closure">Every package that comes along.</param>
/// <param name="Versioned">Packages whose version is written here instead of in the one place.</param>
internal sealed record ProjectFile(
    string Path, IReadOnlyList<string> References, IReadOnlyList<string> Packages, IReadOnlyList<string> Closure, IReadOnlyList<string> Versioned)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static IReadOnlyList<ProjectFile> All() => [.. Repository.Find("*.csproj").Select(file => Read(file, LockOf(file.Path)))];

    public static ProjectFile Read(SourceFile file, string? lockFile)
    {
        var items = XDocument.Parse(file.Text).Descendants().ToList();
        var packages = items.Where(item => item.Name.LocalName == "PackageReference" && item.Parent?.Attribute("Condition") is null).ToList();
        var folder = System.IO.Path.GetDirectoryName(file.Path)!;
        return new ProjectFile(
            file.Path,
            [.. Names(items.Where(item => item.Name.LocalName == "ProjectReference")).Select(reference => Resolve(folder, reference))],
            [.. Names(packages)],
            lockFile is null ? [] : [.. LockedPackages.Read(lockFile).Select(package => package.Name)],
            [.. Names(packages.Where(package => package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null))]);
    }

    private static IEnumerable<string> Names(IEnumerable<XElement> items) => items.Select(item => (string)item.Attribute("Include")!).Where(name => name is not null);

    private static string Resolve(string folder, string reference) =>
        System.IO.Path.GetRelativePath("/", System.IO.Path.GetFullPath(System.IO.Path.Combine("/", folder, reference))).Replace('\\', '/');

    private static string? LockOf(string path) =>
        System.IO.Path.Combine(Repository.Root, System.IO.Path.GetDirectoryName(path)!, "packages.lock.json") is var file && File.Exists(file) ? File.ReadAllText(file) : null;
}

/// <summary>One package of a lock file.</summary>
internal sealed record LockedPackage(string Name, string Version);

internal static class LockedPackages
{
    public static IReadOnlyList<LockedPackage> Read(string lockFile) =>
    [
        .. from framework in JsonDocument.Parse(lockFile).RootElement.GetProperty("dependencies").EnumerateObject()
           from package in framework.Value.EnumerateObject()
           where package.Value.GetProperty("type").GetString() != "Project"
           select new LockedPackage(package.Name, package.Value.GetProperty("resolved").GetString()!),
    ];
}
