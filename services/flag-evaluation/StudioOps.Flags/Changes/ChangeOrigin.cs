using StudioOps.Contracts;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

/// <summary>On whose behalf this unit of work writes, and for which change-set, when that is more than one request's own.</summary>
internal sealed class ChangeOrigin(Caller caller)
{
    private Actor? _actor;

    /// <summary>The change-set what is written now belongs to; none yet begins its own.</summary>
    public Guid? ChangeSet { get; private set; }

    public Guid? Undoes { get; private set; }

    public string Kind { get; private set; } = "change";

    public string? Reason { get; private set; }

    /// <summary>Places of planned rows, by their key.</summary>
    public IReadOnlyDictionary<string, int> Steps { get; private set; } = new Dictionary<string, int>();

    public Actor Actor => _actor ?? caller.Actor;

    /// <summary>Writes on for a change-set that was begun.</summary>
    public void GoOn(ChangeSet set, IReadOnlyDictionary<string, int> steps) =>
        (ChangeSet, _actor, Kind, Reason, Steps) = (set.Id, set.By(), set.Kind, set.Reason, steps);
}
