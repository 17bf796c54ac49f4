using System.Runtime.CompilerServices;

namespace StudioOps.Hosting.Tests;

/// <summary>Where things are in the source tree.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    public static string AppHost => Path.Combine(Root, "AppHost");

    public static string SampleAppHost => Path.Combine(Root, "tests", "StudioOps.Hosting.SampleAppHost");

    private static string Here([CallerFilePath] string path = "") => path;
}
