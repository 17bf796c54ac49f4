namespace StudioOps.Hosting.Processes;

/// <summary>What to start: a command, its surroundings, and how it wants to be stopped.</summary>
public sealed record ProcessSpec(string FileName, params IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the inherited environment; a null value removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The user to run as; only honoured when this process is root.</summary>
    public string? User { get; init; }

    public UnixSignal StopSignal { get; init; } = UnixSignal.Terminate;

    /// <summary>How long a polite stop may take before the process group is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the kernel sends when the starting process dies without stopping its children.</summary>
    public UnixSignal DeathSignal { get; init; } = UnixSignal.Kill;
}
