using System.Runtime.CompilerServices;

namespace StudioOps.Conformance;

/// <summary>Input nobody on this project wrote, kept outside the repository: <c>STUDIOOPS_CONFORMANCE</c>, or <c>../shared/conformance</c> beside the clone.</summary>
/// <remarks>Where it is demanded, missing data fails; in any other clone the test says by name what it needs and passes.</remarks>
internal static class ConformanceData
{
    private const string Variable = "STUDIOOPS_CONFORMANCE";

    /// <summary>Rows for a theory: one that is run, or one whose name says what was not run and where its data comes from.</summary>
    public static TheoryData<string> Rows(string file, string source, params string[] names)
    {
        if (Find(file) is not null)
        {
            return [.. names];
        }

        return [$"NOT RUN: needs {file} (public at {source}) in the folder named by {Variable}"];
    }

    /// <summary>The file; null when this clone may do without it, which the caller says aloud by its name.</summary>
    public static string? Find(string file)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        var folder = string.IsNullOrEmpty(named) ? Path.Combine(Root(), "..", "shared", "conformance") : named;
        var path = Path.Combine(folder, file);
        return File.Exists(path) ? path : null;
    }

    /// <summary>The file, or null after failing where it is demanded.</summary>
    public static string? Open(string file, string source)
    {
        var demanded = Environment.GetEnvironmentVariable("CI") == "true" || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));
        var found = Find(file);
        Assert.False(demanded && found is null, $"{file} is missing; it is public at {source}. Put it into the folder named by {Variable}.");
        return found;
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
