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

    /// <summary>Whether a client's context decides what is read.</summary>
    public bool IsClaim => _origin is Origin.Context or Origin.TargetingKey;

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

    public bool TryRead(in Asked asked, out FlagValue value)
    {
        if (_origin == Origin.Context)
        {
            return asked.Context.TryGetAttribute(_name, out value);
        }

        var text = Fact(asked);
        value = text is null ? default : FlagValue.Of(text);
        return text is not null;
    }

    /// <summary>The attribute when it is text; null when it is missing or something else.</summary>
    public string? Text(in Asked asked)
    {
        if (_origin != Origin.Context)
        {
            return Fact(asked);
        }

        return asked.Context.TryGetAttribute(_name, out var value) && value.Type == FlagType.String ? value.AsText : null;
    }

    private string? Fact(in Asked asked) => _origin switch
    {
        Origin.TargetingKey => asked.Context.TargetingKey,
        Origin.Tenant => asked.Tenant.Slug,
        Origin.TenantId => asked.Tenant.Id,
        Origin.Plan => asked.Tenant.Plan,
        _ => asked.Tenant.Partner,
    };
}
