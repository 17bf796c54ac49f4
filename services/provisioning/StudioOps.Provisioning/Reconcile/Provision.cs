using StudioOps.Tenants.Contracts;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>What a tenant is owed, how far that is true, and when to look again.</summary>
internal sealed class Provision
{
    public Guid TenantId { get; init; }

    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Plan { get; private set; } = "";

    public string Isolation { get; private set; } = "";

    public string OwnerEmail { get; private set; } = "";

    public bool Present { get; private set; }

    public bool Suspended { get; private set; }

    /// <summary>Revision of the tenant event the wanted state was taken from.</summary>
    public long DesiredRevision { get; private set; }

    /// <summary>The tenant revision the last finished run answered to.</summary>
    public long ObservedRevision { get; private set; }

    /// <summary>Grows with every change told to others.</summary>
    public long Revision { get; private set; }

    /// <summary>Everything owed exists.</summary>
    public Condition Ready { get; private set; } = new();

    /// <summary>The last run answered to the newest revision and left nothing to do.</summary>
    public Condition Synced { get; private set; } = new();

    /// <summary>No step is in error.</summary>
    public Condition Healthy { get; private set; } = new();

    /// <summary>Counts who asked for a run; with <see cref="Answered"/> it tells whether one is still owed, across crashes.</summary>
    public long Requested { get; private set; }

    public long Answered { get; private set; }

    /// <summary>Due from then on; stays in the past while a run is on, so that a crash leaves it due.</summary>
    public DateTimeOffset? NextRunAt { get; private set; }

    /// <summary>The run that may write results; a run that lost its lease finds another's id here and stops.</summary>
    public Guid? RunId { get; private set; }

    /// <summary>W3C traceparent of whatever asked last, so that the reconcile is part of its trace.</summary>
    public string? TraceParent { get; private set; }

    public DateTimeOffset? LastRunStartedAt { get; private set; }

    public DateTimeOffset? LastRunFinishedAt { get; private set; }

    public int LastRunWrites { get; private set; }

    public string? LastRunOutcome { get; private set; }

    /// <summary>When everything was taken down and looked for once more.</summary>
    public DateTimeOffset? DeprovisionedAt { get; private set; }

    public List<StepState> Steps { get; } = [];

    public List<ResourceBinding> Bindings { get; } = [];

    public IEnumerable<StepState> OrderedSteps => Steps.OrderBy(step => step.Ordinal);

    /// <summary>A run for newer wishes, or for a person, is owed.</summary>
    public bool IsAsked => Requested != Answered;

    public DesiredTenant Desired => new(TenantId, Slug, Name, Plan, Isolation, OwnerEmail, Present, Suspended);

    /// <summary>Takes in the tenant as a newer event tells it; whether anything a step cares about changed.</summary>
    public bool TryWant(long revision, TenantDetails tenant, IReadOnlyList<string> steps, string? traceParent, DateTimeOffset now)
    {
        var (before, settled) = (Desired, DesiredRevision > 0 && ObservedRevision == DesiredRevision && !IsAsked);
        var known = DesiredRevision > 0;
        (DesiredRevision, Slug, Name, Plan, Isolation, OwnerEmail) = (revision, tenant.Slug, tenant.Name, tenant.Plan, tenant.Isolation, tenant.OwnerEmail);
        Present = tenant.Status is not (TenantStatus.Deleting or TenantStatus.Deleted);
        Suspended = tenant.Status == TenantStatus.Suspended;
        Expect(steps, now);
        if (known && before == Desired)
        {
            ObservedRevision = settled ? revision : ObservedRevision;
            return false;
        }

        if (before.Present != Present)
        {
            Steps.ForEach(step => step.Reset(now));
            DeprovisionedAt = null;
        }

        Ask(traceParent, now);
        Derive(settled: false, now);
        Synced.Set(false, $"Revision {revision} has not been reconciled yet.", now);
        Revision++;
        return true;
    }

    /// <summary>Asks for a run now that looks at every step.</summary>
    public void Ask(string? traceParent, DateTimeOffset now) => (Requested, NextRunAt, TraceParent) = (Requested + 1, now, traceParent ?? TraceParent);

    /// <summary>A run begins, whoever held the row before.</summary>
    public void Begin(Guid runId, IReadOnlyList<string> steps, DateTimeOffset now)
    {
        RunId = runId;
        Expect(steps, now);
    }

    /// <summary>Whether this run may still speak: it holds the row, and the tenant still wants what it set out for.</summary>
    public bool Accepts(Run run) => RunId == run.Id && Desired == run.Desired;

    /// <summary>Takes in results while the run goes on.</summary>
    public void Record(IEnumerable<StepResult> results, Backoff backoff, DateTimeOffset now)
    {
        Apply(results, backoff, now);
        Derive(settled: false, now);
        Revision++;
    }

    /// <summary>Takes in the last results and ends the run; whether others must be told.</summary>
    public bool Settle(Run run, IReadOnlyCollection<StepResult> results, Backoff backoff, DateTimeOffset now)
    {
        var news = results.Any(run.IsNews) || ObservedRevision != DesiredRevision;
        Apply(results, backoff, now);
        (ObservedRevision, Answered, RunId) = (DesiredRevision, run.Requested, null);
        (LastRunStartedAt, LastRunFinishedAt, LastRunWrites) = (run.StartedAt, now, run.Writes);
        LastRunOutcome = Steps.All(step => step.IsDone) ? StepState.Ok : Steps.Exists(step => step.State == StepState.Failed) ? StepState.Failed : StepState.Pending;
        news |= Derive(settled: true, now);
        NextRunAt = IsAsked ? now : Steps.Min(step => step.NextAttemptAt);
        Revision += news ? 1 : 0;
        return news;
    }

    /// <summary>Nothing of it is left: nobody has to look again unless asked.</summary>
    public void Remove(DateTimeOffset now) => (DeprovisionedAt, NextRunAt) = (now, IsAsked ? NextRunAt : null);

    private void Apply(IEnumerable<StepResult> results, Backoff backoff, DateTimeOffset now)
    {
        foreach (var result in results)
        {
            Steps.Single(step => step.Name == result.Name).Apply(result, DesiredRevision, backoff, now);
            Bind(result, now);
        }
    }

    private void Bind(StepResult result, DateTimeOffset now)
    {
        var bound = Bindings.Find(binding => binding.Step == result.Name);
        if (!Present && StepState.IsDoneAs(result.State))
        {
            Bindings.RemoveAll(binding => binding.Step == result.Name);
        }
        else if (result.ExternalId is { } id && bound is null)
        {
            Bindings.Add(new ResourceBinding { TenantId = TenantId, Step = result.Name, ExternalId = id, BoundAt = now });
        }
        else if (result.ExternalId is { } other && bound!.ExternalId != other)
        {
            (bound.ExternalId, bound.BoundAt) = (other, now);
        }
    }

    /// <summary>One row per step there is: plug-ins come and go with releases.</summary>
    private void Expect(IReadOnlyList<string> names, DateTimeOffset now)
    {
        Steps.RemoveAll(step => !names.Contains(step.Name));
        for (var i = 0; i < names.Count; i++)
        {
            if (Steps.Find(step => step.Name == names[i]) is { } known)
            {
                known.Ordinal = i;
                continue;
            }

            var added = new StepState { TenantId = TenantId, Name = names[i], Ordinal = i };
            added.Reset(now);
            Steps.Add(added);
        }
    }

    private bool Derive(bool settled, DateTimeOffset now)
    {
        var failed = OrderedSteps.FirstOrDefault(step => step.State == StepState.Failed);
        var blocker = failed ?? OrderedSteps.FirstOrDefault(step => !step.IsDone);
        var why = blocker is null ? null : $"{blocker.Name}: {blocker.Error ?? "not done yet."}";

        // Becoming ready is for the end of a run, when every step answered to the same wishes; ceasing to be is for any moment.
        var ready = Ready.Set(Present && blocker is null && (settled || Ready.Holds), Present ? why : "The tenant is being taken down.", now);
        var synced = Synced.Set(blocker is null && (settled || Synced.Holds), why, now);
        var healthy = Healthy.Set(failed is null, failed is null ? null : why, now);
        return ready | synced | healthy;
    }
}
