using System.Text;

namespace StudioOps.Hosting.Processes;

/// <summary>Runs a command to its end.</summary>
public static class Commands
{
    public static Task<string> RunAsync(ProcessSpec spec, CancellationToken cancellationToken = default) => RunAsync(spec, static (spec, output) => ManagedProcess.Start(spec, output), cancellationToken);

    /// <summary>The same, started by someone who also wants to see its output or to keep its id.</summary>
    public static async Task<string> RunAsync(
        ProcessSpec spec, Func<ProcessSpec, Action<string>, ManagedProcess> start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(start);
        var output = new StringBuilder();
        var process = start(spec, line => output.AppendLine(line));
        await using var cancel = cancellationToken.Register(process.Kill);
        var code = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return code == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{Path.GetFileName(spec.FileName)} ended with code {code}.{Environment.NewLine}{output}");
    }
}
