namespace StudioOps.Architecture.Tests;

/// <summary>One text file of the repository, its path as git writes it.</summary>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileName(Path);

    public IReadOnlyList<string> Lines { get; } = Text.Split('\n');

    public int FilledLines => Lines.Count(line => !string.IsNullOrWhiteSpace(line));
}

/// <summary>What is in the repository, without what tools put there.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "node_modules", "TestResults", "dist"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> Find(string pattern) =>
        [.. Walk(new DirectoryInfo(Root), pattern).OrderBy(file => file.Path, StringComparer.Ordinal)];

    private static IEnumerable<SourceFile> Walk(DirectoryInfo folder, string pattern) => folder.EnumerateFiles(pattern)
        .Select(file => new SourceFile(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'), File.ReadAllText(file.FullName)))
        .Concat(folder.EnumerateDirectories()
            .Where(child => !child.Name.StartsWith('.') && child.LinkTarget is null && !NotOurs.Contains(child.Name))
            .SelectMany(child => Walk(child, pattern)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "StudioOps.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("There is no StudioOps.sln above the tests.");
    }
}
