using System.Xml.Linq;
using StudioOps.Architecture.Tests.Rooms;

namespace StudioOps.Architecture.Tests.Packages;

/// <summary>A package whose terms were read. <paramref name="Declared"/> is what its manifest says where that is no licence expression; several versions may say it differently, with | between.</summary>
internal sealed record Approved(string Package, string Licence, string Declared)
{
    public static IReadOnlyDictionary<string, Approved> Read(string text) => text.Split('\n')
        .Select(line => line.Split('#')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(parts => parts.Length > 1)
        .Select(parts => new Approved(parts[0], parts[1], parts.Length > 2 ? parts[2] : parts[1]))
        .ToDictionary(line => line.Package, StringComparer.OrdinalIgnoreCase);
}

/// <summary>A package of some project's closure, and whether that project ships.</summary>
internal sealed record Used(LockedPackage Package, string Project, bool Shipped);

internal static class Licences
{
    // MS-NET-Library: two metapackages of an older client; no code of theirs is in the output.
    private static readonly string[] Permissive = ["MIT", "Apache-2.0", "BSD-3-Clause", "PostgreSQL", "MS-NET-Library"];
    private static readonly string[] TestsOnly = ["MPL-2.0"];

    public static string Folder { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
        ? set
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public static IEnumerable<string> Violations(IEnumerable<Used> closure, IReadOnlyDictionary<string, Approved> approved, Func<LockedPackage, string?> declared)
    {
        foreach (var used in closure.DistinctBy(used => (used.Package, used.Shipped)))
        {
            var (name, version) = used.Package;
            if (!approved.TryGetValue(name, out var line))
            {
                yield return $"{name} {version} ({used.Project}): nobody approved its licence, which it says is {declared(used.Package) ?? "unknown"}";
            }
            else if (!Permissive.Contains(line.Licence) && (used.Shipped || !TestsOnly.Contains(line.Licence)))
            {
                yield return $"{name} {version} ({used.Project}): {line.Licence} is not among the terms we ship under";
            }
            else if (declared(used.Package) is { } said && !line.Declared.Split('|').Contains(said))
            {
                yield return $"{name} {version} ({used.Project}): approved as {line.Declared}, but says {said}";
            }
        }
    }

    /// <summary>What the restored package says of itself; null where it is not restored on this machine.</summary>
    public static string? Declared(LockedPackage package)
    {
        var id = package.Name.ToLowerInvariant();
        var file = Path.Combine(Folder, id, package.Version.ToLowerInvariant(), id + ".nuspec");
        return File.Exists(file) ? Declared(XDocument.Load(file)) : null;
    }

    public static string Declared(XDocument nuspec)
    {
        var metadata = nuspec.Root!.Elements().Single(element => element.Name.LocalName == "metadata").Elements().ToList();
        var licence = metadata.Find(element => element.Name.LocalName == "license");
        return (licence ?? metadata.Find(element => element.Name.LocalName == "licenseUrl"))?.Value.Trim().Replace(" ", "_", StringComparison.Ordinal) ?? "none";
    }
}
