namespace StudioOps.Flags.Engine;

/// <summary>One override made ready. Several for the same subject form a chain.</summary>
internal sealed class CompiledOverride(Override source, Variant variant)
{
    private readonly long _expires = source.ExpiresAt?.UtcTicks ?? long.MaxValue;

    public string Subject { get; } = source.Subject;

    public int Rank { get; } = source.Rank;

    public Variant Variant { get; } = variant;

    public CompiledOverride? Next { get; init; }

    public bool IsLive(long now) => now < _expires;

    public bool Denies => Variant.Value is { Type: FlagType.Boolean, AsBoolean: false };

    /// <summary>Of two that speak for one level: a boolean's false; otherwise the lower rank, then the smaller name; then the one already chosen.</summary>
    public static CompiledOverride Stronger(CompiledOverride chosen, CompiledOverride other)
    {
        if (chosen.Denies != other.Denies)
        {
            return chosen.Denies ? chosen : other;
        }

        var order = chosen.Rank != other.Rank ? chosen.Rank.CompareTo(other.Rank) : string.CompareOrdinal(chosen.Subject, other.Subject);
        return order <= 0 ? chosen : other;
    }
}

/// <summary>All overrides one tenant sees for one flag, by level.</summary>
internal sealed class FlagOverrides(CompiledFlag flag, IEnumerable<Override> overrides)
{
    private readonly Dictionary<string, CompiledOverride>? _users = ByUser(flag, overrides);
    private readonly CompiledOverride[] _roles = AtLevel(flag, overrides, OverrideLevel.Role);
    private readonly CompiledOverride[] _tenant = AtLevel(flag, overrides, OverrideLevel.Tenant);
    private readonly CompiledOverride[] _partner = AtLevel(flag, overrides, OverrideLevel.Partner);

    public bool ReadsUser => _users is not null;

    /// <summary>The strongest override that is in force, and its level. Asked for every evaluation, so without an iterator in sight.</summary>
    public CompiledOverride? Pick(EvaluationContext context, long now, out Scope scope)
    {
        scope = Scope.User;
        if (_users is not null && context.TargetingKey is { } key && _users.TryGetValue(key, out var first) && OfChain(first, now) is { } user)
        {
            return user;
        }

        scope = Scope.Role;
        CompiledOverride? chosen = null;
        foreach (var role in _roles)
        {
            if (role.IsLive(now) && context.HasRole(role.Subject))
            {
                chosen = chosen is null ? role : CompiledOverride.Stronger(chosen, role);
            }
        }

        if (chosen is not null)
        {
            return chosen;
        }

        scope = Scope.Tenant;
        if (OfLevel(_tenant, now) is { } forTenant)
        {
            return forTenant;
        }

        scope = Scope.Partner;
        return OfLevel(_partner, now);
    }

    private static CompiledOverride? OfChain(CompiledOverride? link, long now)
    {
        CompiledOverride? chosen = null;
        for (; link is not null; link = link.Next)
        {
            if (link.IsLive(now))
            {
                chosen = chosen is null ? link : CompiledOverride.Stronger(chosen, link);
            }
        }

        return chosen;
    }

    private static CompiledOverride? OfLevel(CompiledOverride[] level, long now)
    {
        CompiledOverride? chosen = null;
        foreach (var candidate in level)
        {
            if (candidate.IsLive(now))
            {
                chosen = chosen is null ? candidate : CompiledOverride.Stronger(chosen, candidate);
            }
        }

        return chosen;
    }

    private static Dictionary<string, CompiledOverride>? ByUser(CompiledFlag flag, IEnumerable<Override> overrides)
    {
        Dictionary<string, CompiledOverride>? byUser = null;
        foreach (var source in overrides.Where(candidate => candidate.Level == OverrideLevel.User))
        {
            if (Serve(flag, source) is { } variant)
            {
                byUser ??= [];
                byUser[source.Subject] = new CompiledOverride(source, variant) { Next = byUser.GetValueOrDefault(source.Subject) };
            }
        }

        return byUser;
    }

    private static CompiledOverride[] AtLevel(CompiledFlag flag, IEnumerable<Override> overrides, OverrideLevel level) =>
    [
        .. from source in overrides
           where source.Level == level
           let variant = Serve(flag, source)
           where variant is not null
           select new CompiledOverride(source, variant),
    ];

    /// <summary>The variant an override serves; null when the flag has no such variant any more or is of another type.</summary>
    private static Variant? Serve(CompiledFlag flag, Override source)
    {
        foreach (var variant in flag.Variants)
        {
            if (source.Variant is null ? variant.Value == source.Value : variant.Name == source.Variant)
            {
                return variant;
            }
        }

        return source.Variant is null && source.Value.Type == flag.Type ? new Variant("override", source.Value, -1) : null;
    }
}
