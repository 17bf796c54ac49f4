namespace StudioOps.Flags.Engine;

/// <summary>A rollout with its salt encoded and its shares summed.</summary>
internal sealed class CompiledRollout
{
    private readonly RolloutUnit unit;
    private readonly byte[] prefix;
    private readonly (int Below, Variant Variant)[] shares;

    public CompiledRollout(Rollout rollout, IReadOnlyDictionary<string, Variant> variants)
    {
        unit = rollout.Unit;
        prefix = Bucketing.Prefix(rollout.Salt);
        var below = 0;
        shares = [.. rollout.Shares.Select(share => (below += share.Weight, variants[share.Variant]))];
    }

    public bool ReadsUser => unit == RolloutUnit.User;

    /// <summary>The variant of the unit's share; null when it lies outside. Says whether the unit was missing although one was due.</summary>
    public Variant? Pick(TenantFacts tenant, EvaluationContext context, out bool unitMissing)
    {
        var subject = unit switch
        {
            RolloutUnit.User => context.TargetingKey,
            RolloutUnit.Tenant => tenant.Id,
            _ => tenant.Partner,
        };
        unitMissing = subject is null && unit == RolloutUnit.User;
        if (subject is null)
        {
            return null;
        }

        var bucket = Bucketing.Bucket(prefix, subject);
        foreach (var (below, variant) in shares)
        {
            if (bucket < below)
            {
                return variant;
            }
        }

        return null;
    }
}
