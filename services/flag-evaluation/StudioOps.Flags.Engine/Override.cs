namespace StudioOps.Flags.Engine;

/// <summary>Whom an override is for, strongest first.</summary>
public enum OverrideLevel
{
    /// <summary>One user.</summary>
    User,

    /// <summary>Everyone with a role.</summary>
    Role,

    /// <summary>Everyone of a tenant.</summary>
    Tenant,

    /// <summary>Every tenant of a partner.</summary>
    Partner,
}

/// <summary>A decision someone took for one flag and one subject.</summary>
public sealed record Override
{
    /// <summary>The flag.</summary>
    public required string FlagKey { get; init; }

    /// <summary>How whoever stored it names it. Only explanations repeat it.</summary>
    public string? Id { get; init; }

    /// <summary>Whom it is for.</summary>
    public required OverrideLevel Level { get; init; }

    /// <summary>Which one: targeting key, name of the role, id of the tenant, partner.</summary>
    public required string Subject { get; init; }

    /// <summary>The variant to serve; null to serve <see cref="Value"/>.</summary>
    public string? Variant { get; init; }

    /// <summary>A value of the flag's type that no variant holds. Read only when <see cref="Variant"/> is null.</summary>
    public FlagValue Value { get; init; }

    /// <summary>From this moment on it is as if it were not there.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Among several roles of one user, the lowest rank speaks; then the smaller name.</summary>
    public int Rank { get; init; }
}
