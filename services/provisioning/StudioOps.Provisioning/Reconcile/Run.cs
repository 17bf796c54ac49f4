namespace StudioOps.Provisioning.Reconcile;

/// <summary>One pass over one tenant's steps, in memory: what it set out for, and what came of it so far.</summary>
/// <param name="Id">Fences the row: results of a run that is not the row's newest are dropped.</param>
/// <param name="Desired">What the tenant wanted when the run began.</param>
/// <param name="Asked">Every step is looked at, whatever its own clock says.</param>
/// <param name="Requested">How many requests this run answers.</param>
/// <param name="StartedAt">By the service's clock.</param>
/// <param name="Before">Each step as it was.</param>
/// <param name="Operations">Operations that end with this run.</param>
/// <param name="TraceParent">The trace that asked, or null for a routine check.</param>
internal sealed record Run(
    Guid Id, DesiredTenant Desired, bool Asked, long Requested, DateTimeOffset StartedAt,
    IReadOnlyDictionary<string, StepState> Before, IReadOnlyList<string> Operations, string? TraceParent)
{
    private readonly Dictionary<string, StepResult> _results = [];
    private readonly List<StepResult> _unsaved = [];

    public int Writes => _results.Values.Sum(result => result.Writes);

    public IReadOnlyCollection<StepResult> Results => _results.Values;

    public IReadOnlyCollection<StepResult> Unsaved => _unsaved;

    public bool IsDue(string step, DateTimeOffset now) =>
        Asked || Before[step].State == StepState.Pending || Before[step].NextAttemptAt <= now;

    public bool IsDone(string step) => StepState.IsDoneAs(_results.TryGetValue(step, out var result) ? result.State : Before[step].State);

    public bool IsNews(StepResult result) => result.IsNews(Before[result.Name]);

    public void Add(StepResult result)
    {
        _results.Add(result.Name, result);
        _unsaved.Add(result);
    }

    public void Saved() => _unsaved.Clear();
}
