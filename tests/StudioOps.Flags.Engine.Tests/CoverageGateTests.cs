using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StudioOps.Flags.Engine.Tests;

/// <summary>The gate <c>./test</c> puts after this project's run, on planted reports: it must be able to fail.</summary>
public sealed class CoverageGateTests
{
    [Theory]
    [InlineData("""<line number="7" hits="1" branch="False" />""", 0, "")]
    [InlineData("""<line number="7" hits="0" branch="False" />""", 1, "Some.cs:7, never run")]
    [InlineData("""<line number="7" hits="3" branch="True" condition-coverage="50% (1/2)">""", 1, "Some.cs:7, 50% (1/2) of its branches")]
    [InlineData("""<line number="7" hits="3" branch="True" condition-coverage="100% (2/2)">""", 0, "")]
    public async Task A_line_or_branch_no_test_reached_fails_by_name(string line, int code, string said)
    {
        var report = $"""
            <coverage line-rate="1" lines-covered="1" lines-valid="1">
              <class name="Some" filename="Some.cs" line-rate="1">
                {line}
            """;

        var (exit, output) = await JudgeAsync(report);

        Assert.Equal(code, exit);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_nothing_and_no_report_fail()
    {
        Assert.Equal(1, (await JudgeAsync("""<coverage line-rate="1" lines-valid="0">""")).Exit);
        Assert.Equal(1, (await JudgeAsync(null)).Exit);
    }

    private static async Task<(int Exit, string Output)> JudgeAsync(string? report, [CallerFilePath] string here = "")
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            if (report is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, "coverage.cobertura.xml"), report);
            }

            var gate = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "eng", "coverage");
            using var process = Process.Start(new ProcessStartInfo("bash", [gate, folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
