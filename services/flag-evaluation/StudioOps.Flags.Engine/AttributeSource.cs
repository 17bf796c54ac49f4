namespace StudioOps.Flags.Engine;

/// <summary>Where an attribute is read: facts of the tenant come first and cannot be claimed.</summary>
internal readonly struct AttributeSource
{
    private readonly Origin _origin;
    private readonly string _name;

    private AttributeSource(Origin origin, string name)
    {
        _origin = origin;
        _name = name;
    }

    private enum Origin
    {
        Context,
        TargetingKey,
        Tenant,
        TenantId,
        Plan,
        Partner,
    }

    public static AttributeSource Of(string name) => new(
        name switch
        {
            ContextFacts.TargetingKey => Origin.TargetingKey,
            ContextFacts.Tenant => Origin.Tenant,
            ContextFacts.TenantId => Origin.TenantId,
            ContextFacts.Plan => Origin.Plan,
            ContextFacts.Partner => Origin.Partner,
            _ => Origin.Context,
        },
        name);

    public static bool IsFact(string name) => Of(name)._origin is not (Origin.Context or Origin.TargetingKey);

    public bool TryRead(TenantFacts tenant, EvaluationContext context, out FlagValue value)
    {
        if (_origin == Origin.Context)
        {
            return context.TryGetAttribute(_name, out value);
        }

        var text = _origin switch
        {
            Origin.TargetingKey => context.TargetingKey,
            Origin.Tenant => tenant.Slug,
            Origin.TenantId => tenant.Id,
            Origin.Plan => tenant.Plan,
            _ => tenant.Partner,
        };
        value = text is null ? default : FlagValue.Of(text);
        return text is not null;
    }
}
