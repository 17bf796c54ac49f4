namespace StudioOps.Flags.Engine;

/// <summary>Everything one tenant's questions are answered from: immutable, swapped as a whole, asked without allocating.</summary>
public sealed partial class FlagSnapshot
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

        var expiries = own.Where(candidate => candidate.ExpiresAt is not null).Select(candidate => candidate.ExpiresAt!.Value.UtcTicks).Concat(flags.Moments).Distinct().Order();
        return new FlagSnapshot(flags, tenant, revision, byFlag, [.. expiries]);
    }

    /// <summary>How many moments have passed at which an override expired or a date of a rule came. Belongs into a cache key beside the revision, because time changes answers too.</summary>
    /// <param name="now">The time.</param>
    public int ExpiryEpoch(DateTimeOffset now)
    {
        var found = Array.BinarySearch(_expiries, now.UtcTicks);
        return found < 0 ? ~found : found + 1;
    }

    /// <summary>The next time at which an answer may change by itself; null when there is none.</summary>
    /// <param name="now">The time.</param>
    public DateTimeOffset? NextMoment(DateTimeOffset now)
    {
        var passed = ExpiryEpoch(now);
        return passed < _expiries.Length ? new DateTimeOffset(_expiries[passed], TimeSpan.Zero) : null;
    }

    /// <summary>Answers one flag.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="now">The time, by which overrides expire.</param>
    public Evaluation Evaluate(string key, EvaluationContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Flags.Find(key) is { } flag ? Decide(flag, new Asked(Tenant, context, now.UtcTicks), default(NoTrace)) : NotFound();
    }

    /// <summary>Answers every flag, in the order of keys.</summary>
    /// <param name="context">Who asks.</param>
    /// <param name="now">The time, by which overrides expire.</param>
    /// <param name="destination">Room for as many answers as there are flags.</param>
    public int EvaluateAll(EvaluationContext context, DateTimeOffset now, Span<Evaluation> destination)
    {
        ArgumentNullException.ThrowIfNull(context);
        var asked = new Asked(Tenant, context, now.UtcTicks);
        var flags = Flags.Span;
        for (var i = 0; i < flags.Length; i++)
        {
            destination[i] = Decide(flags[i], asked, default(NoTrace));
        }

        return flags.Length;
    }

    /// <summary>Answers one flag and tells every step on the way. The same code decides as in <see cref="Evaluate"/>.</summary>
    /// <param name="key">The flag's key.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="now">The time, by which overrides expire.</param>
    public Explanation Explain(string key, EvaluationContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(context);
        var steps = new List<DecisionStep>();
        return new(Flags.Find(key) is { } flag ? Decide(flag, new Asked(Tenant, context, now.UtcTicks), new Trace(steps)) : NotFound(), steps);
    }

    private Evaluation NotFound() => new(null, null, Reason.Error, Scope.None, Revision, error: ErrorCode.FlagNotFound);
}
