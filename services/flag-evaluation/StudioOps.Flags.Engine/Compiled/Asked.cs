namespace StudioOps.Flags.Engine;

/// <summary>One question: about which tenant, by whom, when.</summary>
internal readonly struct Asked(TenantFacts tenant, EvaluationContext context, long now)
{
    public TenantFacts Tenant { get; } = tenant;

    public EvaluationContext Context { get; } = context;

    /// <summary>UTC ticks.</summary>
    public long Now { get; } = now;
}
