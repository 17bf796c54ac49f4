using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Changes;

namespace StudioOps.Flags.Approvals;

/// <summary>What a write would have done. Thrown where everything is written, because only there nothing can be forgotten; nothing of it is stored.</summary>
internal sealed class ChangeHeldException(string kind, string reason, IReadOnlyList<PlanStep> plan) : Exception("This change is kept for later.")
{
    public string Kind { get; } = kind;

    public string Reason { get; } = reason;

    public IReadOnlyList<PlanStep> Plan { get; } = plan;

    public Guid? Undoes { get; init; }

    /// <summary>Whether it waits for a second person.</summary>
    public bool Approval { get; init; }

    /// <summary>When it is to be done; null for at once.</summary>
    public DateTimeOffset? Due { get; init; }
}

/// <summary>A write that may not be, for a reason only the place sees where everything is written.</summary>
internal sealed class ChangeRefusedException(ProblemHttpResult refusal) : Exception(refusal.ProblemDetails.Detail)
{
    public ProblemHttpResult Refusal { get; } = refusal;
}
