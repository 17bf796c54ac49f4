using System.Text;

namespace StudioOps.Hosting.Processes;

/// <summary>Runs a command to its end.</summary>
public static class Commands
{
    public static async Task<string> RunAsync(ProcessSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var output = new StringBuilder();
        var process = ManagedProcess.Start(spec, line => output.AppendLine(line));
        using var cancel = cancellationToken.Register(process.Kill);
        var code = await process.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return code == 0
            ? output.ToString()
            : throw new InvalidOperationException($"{Path.GetFileName(spec.FileName)} ended with code {code}.{Environment.NewLine}{output}");
    }
}
