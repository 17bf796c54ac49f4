namespace StudioOps.Flags.Engine;

/// <summary>All overrides one tenant sees for one flag, by level.</summary>
internal sealed class FlagOverrides
{
    private readonly CompiledFlag _flag;
    private readonly Dictionary<string, CompiledOverride>? _users;
    private readonly CompiledOverride? _roles;
    private readonly CompiledOverride? _tenant;
    private readonly CompiledOverride? _partner;

    public FlagOverrides(CompiledFlag flag, IEnumerable<Override> overrides)
    {
        _flag = flag;
        foreach (var source in overrides)
        {
            if (Serve(source) is not { } variant)
            {
                continue;
            }

            switch (source.Level)
            {
                case OverrideLevel.User:
                    _users ??= new(StringComparer.Ordinal);
                    _users[source.Subject] = new(source, variant, _users.GetValueOrDefault(source.Subject));
                    break;
                case OverrideLevel.Role:
                    _roles = new(source, variant, _roles);
                    break;
                case OverrideLevel.Tenant:
                    _tenant = new(source, variant, _tenant);
                    break;
                default:
                    _partner = new(source, variant, _partner);
                    break;
            }
        }
    }

    public bool ReadsUser => _users is not null;

    /// <summary>The strongest override that is in force, and its level.</summary>
    public CompiledOverride? Pick<TTracer>(in Asked asked, out Scope scope, TTracer trace)
        where TTracer : struct, ITracer
    {
        scope = Scope.User;
        CompiledOverride? users = null;
        if (asked.Context.TargetingKey is { } key)
        {
            _users?.TryGetValue(key, out users);
        }

        if (Strongest(users, asked, scope, trace) is { } user)
        {
            return user;
        }

        scope = Scope.Role;
        if (Strongest(_roles, asked, scope, trace) is { } role)
        {
            return role;
        }

        scope = Scope.Tenant;
        if (Strongest(_tenant, asked, scope, trace) is { } tenant)
        {
            return tenant;
        }

        scope = Scope.Partner;
        return Strongest(_partner, asked, scope, trace);
    }

    private CompiledOverride? Strongest<TTracer>(CompiledOverride? candidates, in Asked asked, Scope scope, TTracer trace)
        where TTracer : struct, ITracer
    {
        CompiledOverride? chosen = null;
        for (var candidate = candidates; candidate is not null; candidate = candidate.Next)
        {
            if (scope == Scope.Role && !asked.Context.HasRole(candidate.Subject))
            {
                continue;
            }

            var live = candidate.IsLive(asked.Now);
            trace.Override(_flag, scope, candidate, live ? StepOutcome.Applies : StepOutcome.Expired);
            chosen = live ? CompiledOverride.Stronger(chosen, candidate) : chosen;
        }

        if (chosen is null)
        {
            trace.Passed(_flag, scope);
        }

        return chosen;
    }

    /// <summary>The variant an override serves; null when the flag has no such variant any more or is of another type.</summary>
    private Variant? Serve(Override source)
    {
        foreach (var variant in _flag.Variants)
        {
            if (source.Variant is null ? variant.Value == source.Value : variant.Name == source.Variant)
            {
                return variant;
            }
        }

        return source.Variant is null && source.Value.Type == _flag.Type ? new Variant("override", source.Value, -1) : null;
    }
}
