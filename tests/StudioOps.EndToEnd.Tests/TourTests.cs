using System.Diagnostics;
using System.Text.RegularExpressions;

namespace StudioOps.EndToEnd.Tests;

/// <summary>The README's tour, word for word, in a shell, as a newcomer would type it.</summary>
[Collection(Graph.Name)]
public sealed partial class TourTests(Graph graph)
{
    [Fact]
    public async Task The_tour_in_the_readme_works_word_for_word()
    {
        var blocks = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Graph.Root, "README.md"))).Select(match => match.Groups[1].Value).ToList();
        Assert.True(blocks.Count >= 5);

        using var shell = Process.Start(new ProcessStartInfo("bash", ["-eo", "pipefail"]) { WorkingDirectory = Graph.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEndAsync();
        await shell.StandardInput.WriteAsync(string.Join('\n', blocks));
        shell.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await shell.WaitForExitAsync(limit.Token);

        Assert.True(shell.ExitCode == 0, await errors + await output);
        Assert.Contains("\"valid\":true", await output, StringComparison.Ordinal);
        Assert.Contains($":{graph.Port}", graph.Installation.Gateway.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("<!-- tour -->\n```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
