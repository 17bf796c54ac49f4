namespace StudioOps.Flags.Engine;

/// <summary>Everything one tenant's questions are answered from: immutable, swapped as a whole, asked without allocating.</summary>
public sealed class FlagSnapshot
{
    private readonly Dictionary<int, FlagOverrides>? _overrides;
    private readonly long[] _expiries;

    private FlagSnapshot(FlagSet flags, TenantFacts tenant, long revision, Dictionary<int, FlagOverrides>? overrides, long[] expiries)
    {
        Flags = flags;
        Tenant = tenant;
        Revision = revision;
        _overrides = overrides;
        _expiries = expiries;
        ReadsUser = flags.AttributesRead.Contains(ContextFacts.TargetingKey)
            || (overrides is not null && overrides.Values.Any(candidate => candidate.ReadsUser));
    }

    /// <summary>The definitions.</summary>
    public FlagSet Flags { get; }

    /// <summary>The tenant.</summary>
    public TenantFacts Tenant { get; }

    /// <summary>Grows with every change this tenant can see.</summary>
    public long Revision { get; }

    /// <summary>Whether any answer hangs on the targeting key.</summary>
    public bool ReadsUser { get; }

    /// <summary>Puts a tenant's snapshot together.</summary>
    /// <param name="flags">The definitions.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="overrides">Overrides of the tenant and its users, of roles, and of partners. Those of other tenants and partners are passed over.</param>
    /// <param name="revision">The tenant's revision.</param>
    public static FlagSnapshot Create(FlagSet flags, TenantFacts tenant, IEnumerable<Override> overrides, long revision)
    {
        ArgumentNullException.ThrowIfNull(flags);
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(overrides);
        var own = overrides.Where(candidate => candidate.Level switch
        {
            OverrideLevel.Tenant => candidate.Subject == tenant.Id,
            OverrideLevel.Partner => candidate.Subject == tenant.Partner,
            _ => true,
        }).ToArray();
        Dictionary<int, FlagOverrides>? byFlag = null;
        foreach (var group in own.GroupBy(candidate => candidate.FlagKey))
        {
            if (flags.Find(group.Key) is { } flag)
            {
                (byFlag ??= [])[flag.Index] = new FlagOverrides(flag, [.. group]);
            }
        }

        long[] expiries = [.. own.Where(candidate => candidate.ExpiresAt is not null).Select(candidate => candidate.ExpiresAt!.Value.UtcTicks).Order()];
        return new FlagSnapshot(flags, tenant, revision, byFlag, expiries);
    }

    /// <summary>How many expiries have passed. Belongs into a cache key beside the revision, because time changes answers too.</summary>
    /// <param name="now">The time.</param>
    public int ExpiryEpoch(DateTimeOffset now)
    {
        var found = Array.BinarySearch(_expiries, now.UtcTicks + 1);
        if (found < 0)
        {
            return ~found;
        }

        while (found > 0 && _expiries[found - 1] == _expiries[found])
        {
            found--;
        }

        return found;
    }

    /// <summary>Answers one flag.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="now">The time, by which overrides expire.</param>
    public Evaluation Evaluate(string key, EvaluationContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Flags.Find(key) is { } flag
            ? Decide(flag, context, now.UtcTicks)
            : new Evaluation(null, null, Reason.Error, Scope.None, Revision, error: ErrorCode.FlagNotFound);
    }

    /// <summary>Answers every flag, in the order of keys.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="now">The time, by which overrides expire.</param>
    /// <param name="destination">Room for as many answers as there are flags.</param>
    public int EvaluateAll(EvaluationContext context, DateTimeOffset now, Span<Evaluation> destination)
    {
        ArgumentNullException.ThrowIfNull(context);
        var ticks = now.UtcTicks;
        var flags = Flags.Span;
        for (var i = 0; i < flags.Length; i++)
        {
            destination[i] = Decide(flags[i], context, ticks);
        }

        return flags.Length;
    }

    private Evaluation Decide(CompiledFlag flag, EvaluationContext context, long now)
    {
        if (!Flags.MasterSwitch)
        {
            return FailSafe(flag, Scope.MasterSwitch);
        }

        if (Tenant.IsSuspended)
        {
            return FailSafe(flag, Scope.TenantStatus);
        }

        if (flag.State == FlagState.Killed)
        {
            return FailSafe(flag, Scope.Kill);
        }

        if (flag.IsBroken)
        {
            return Undecided(flag, ErrorCode.ParseError);
        }

        if (flag.State == FlagState.Off)
        {
            return new Evaluation(flag, flag.Off, Reason.Disabled, Scope.State, Revision);
        }

        FlagOverrides? set = null;
        if (_overrides is not null && _overrides.TryGetValue(flag.Index, out set) && set.Pick(context, now, out var scope) is { } chosen)
        {
            return new Evaluation(flag, chosen.Variant, Reason.TargetingMatch, scope, Revision);
        }

        if (flag.State == FlagState.On)
        {
            return new Evaluation(flag, flag.On, Reason.Static, Scope.State, Revision);
        }

        if (!flag.HasLogic)
        {
            return new Evaluation(flag, flag.Default, set is null ? Reason.Static : Reason.Default, Scope.Default, Revision);
        }

        return Target(flag, context);
    }

    private Evaluation Target(CompiledFlag flag, EvaluationContext context)
    {
        foreach (var rule in flag.Rules)
        {
            if (!rule.Matches(Tenant, context))
            {
                continue;
            }

            if (rule.Variant is not null)
            {
                return new Evaluation(flag, rule.Variant, Reason.TargetingMatch, Scope.Rule, Revision, rule.Id);
            }

            var picked = rule.Rollout!.Pick(Tenant, context, out var missing);
            if (missing)
            {
                return Undecided(flag, ErrorCode.TargetingKeyMissing);
            }

            if (picked is not null)
            {
                return new Evaluation(flag, picked, Reason.Split, Scope.Rule, Revision, rule.Id);
            }
        }

        if (flag.Rollout is not null)
        {
            var picked = flag.Rollout.Pick(Tenant, context, out var missing);
            if (missing)
            {
                return Undecided(flag, ErrorCode.TargetingKeyMissing);
            }

            if (picked is not null)
            {
                return new Evaluation(flag, picked, Reason.Split, Scope.Rollout, Revision);
            }
        }

        return new Evaluation(flag, flag.Default, Reason.Default, Scope.Default, Revision);
    }

    private Evaluation FailSafe(CompiledFlag flag, Scope scope) => flag.FailSafe is null
        ? Undecided(flag, ErrorCode.ParseError)
        : new Evaluation(flag, flag.FailSafe, Reason.Disabled, scope, Revision);

    private Evaluation Undecided(CompiledFlag flag, ErrorCode error) =>
        new(flag, flag.FailSafe, Reason.Error, Scope.None, Revision, error: error);
}
