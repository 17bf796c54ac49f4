namespace StudioOps.Flags.Engine;

/// <summary>A rollout with its salt encoded and its shares summed.</summary>
internal sealed class CompiledRollout
{
    private readonly RolloutUnit _unit;
    private readonly byte[] _prefix;
    private readonly (int Below, Variant Variant)[] _shares;

    public CompiledRollout(Rollout rollout, IReadOnlyDictionary<string, Variant> variants)
    {
        _unit = rollout.Unit;
        _prefix = Bucketing.Prefix(rollout.Salt);
        var below = 0;
        _shares = [.. rollout.Shares.Select(share => (below += share.Weight, variants[share.Variant]))];
    }

    public bool ReadsUser => _unit == RolloutUnit.User;

    /// <summary>The variant of the unit's share; null when it lies outside. Says whether the unit was missing although one was due.</summary>
    public Variant? Pick(TenantFacts tenant, EvaluationContext context, out bool unitMissing)
    {
        var subject = _unit switch
        {
            RolloutUnit.User => context.TargetingKey,
            RolloutUnit.Tenant => tenant.Id,
            _ => tenant.Partner,
        };
        unitMissing = subject is null && _unit == RolloutUnit.User;
        if (subject is null)
        {
            return null;
        }

        var bucket = Bucketing.Bucket(_prefix, subject);
        foreach (var (below, variant) in _shares)
        {
            if (bucket < below)
            {
                return variant;
            }
        }

        return null;
    }
}
