using System.Text.RegularExpressions;

namespace StudioOps.Architecture.Tests.Sources;

/// <summary>Something no source says, where, and what to say instead.</summary>
internal sealed record Banned(string Pattern, string Instead, Func<string, bool> Where);

/// <summary>Rules that reading the sources is enough for.</summary>
internal static partial class SourceRules
{
    private const int MostLines = 300;
    private const int MostProgramLines = 60;
    private const int MostGraphLines = 120;

    private static readonly Banned[] Calls =
    [
        new(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b", "inject TimeProvider", IsShipped),
        new(@"\bRandom\.Shared\b|(?<!AddSingleton\()\bnew Random\(", "inject a seedable source", IsShipped),
        new(@"\bGuid\.NewGuid\(", "Guid.CreateVersion7(clock.GetUtcNow())", IsShipped),
        // The host waits for processes in real time; nothing else has a reason to.
        new(@"\bTask\.Delay\(", "wait for the thing itself", path => !In(path, "hosting/")),
        new(@"\bThread\.Sleep\(", "wait for the thing itself", _ => true),
        new(@"\.Log(Trace|Debug|Information|Warning|Error|Critical)\(", "a source-generated log method", _ => true),
        new(@"#nullable\s+disable", "say what may be null", path => !IsMigration(path)),
        new(@"\bSkip\s*=", "delete the test or make it pass", path => In(path, "tests/")),
        new(@"\bSaveChanges\(\)", "SaveChangesAsync", path => In(path, "services/")),
        new(@"\bIgnoreQueryFilters\b", "CrossTenant", path => In(path, "services/")),
        new(@"\bPublish(Async)?\(.*\b(context|bus|endpoint)\b|\b(bus|publishEndpoint)\.Publish\(", "Enqueue, then save", path => In(path, "services/") && !In(path, "services/shared/StudioOps.Messaging/")),
    ];

    public static IEnumerable<string> BannedCalls(IEnumerable<SourceFile> files) =>
        from file in files
        from line in file.Lines.Select((text, index) => (Text: Comment().Replace(text, ""), Number: index + 1))
        from call in Calls
        where call.Where(file.Path) && Regex.IsMatch(line.Text, call.Pattern)
        select $"{file.Path}:{line.Number} says {line.Text.Trim()}; instead: {call.Instead}";

    /// <summary>A warning that is switched off says why on the same line.</summary>
    public static IEnumerable<string> UnexplainedSuppressions(IEnumerable<SourceFile> files) =>
        from file in files
        where !IsMigration(file.Path)
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where line.Text.TrimStart().StartsWith("#pragma warning disable", StringComparison.Ordinal) && !line.Text.Contains("//", StringComparison.Ordinal)
        select $"{file.Path}:{line.Number} switches a warning off without a reason on the same line";

    public static IEnumerable<string> Budgets(IEnumerable<SourceFile> files) =>
        from file in files
        where !IsMigration(file.Path)
        let most = file.Path == "AppHost/AppHost.cs" ? MostGraphLines : file.Name == "Program.cs" && !In(file.Path, "tests/") ? MostProgramLines : MostLines
        where file.FilledLines > most
        select $"{file.Path} has {file.FilledLines} lines that are not blank; the limit is {most}";

    private static bool IsShipped(string path) => In(path, "services/") || In(path, "gateway/") || In(path, "ServiceDefaults/") || In(path, "clients/");

    private static bool IsMigration(string path) => path.Contains("/Data/Migrations/", StringComparison.Ordinal);

    private static bool In(string path, string room) => path.StartsWith(room, StringComparison.Ordinal);

    // A comment may name what the code may not; an address is not a comment.
    [GeneratedRegex(@"(?<!:)//.*$")]
    private static partial Regex Comment();
}
