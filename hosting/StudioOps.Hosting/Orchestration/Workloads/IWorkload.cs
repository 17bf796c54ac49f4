using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>Runs a preparing command to its end, its output in the resource's log.</summary>
internal delegate Task CommandRunner(ProcessSpec command, CancellationToken cancellationToken);

/// <summary>What a resource means on this machine.</summary>
internal interface IWorkload
{
    /// <summary>Whether someone waits for its end: then a bad end is final until asked again.</summary>
    bool RunsToCompletion => false;

    /// <summary>Whether ending with <see cref="CompletionCode"/> is no crash.</summary>
    bool MayEnd => RunsToCompletion;

    int CompletionCode => 0;

    bool HasProbe { get; }

    /// <summary>A helper process that runs before it and ends after it.</summary>
    ProcessSpec? Companion => null;

    Task PrepareAsync(CommandRunner run, StatusBoard board, CancellationToken cancellationToken);

    /// <summary>Null when there is nothing to run once it is prepared.</summary>
    Task<ProcessSpec?> CommandAsync(CancellationToken cancellationToken);

    /// <summary>Null when it is well, else what is wrong.</summary>
    Task<string?> ProbeAsync(CancellationToken cancellationToken);
}
