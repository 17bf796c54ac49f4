namespace StudioOps.Architecture.Tests;

internal static class Violations
{
    /// <summary>Fails with every violation on a line of its own.</summary>
    public static void None(IEnumerable<string> violations)
    {
        var all = violations.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all.Prepend($"{all.Count} violation(s):")));
    }
}
