namespace StudioOps.Tokens;

/// <summary>What an access token will say. See <see cref="AccessToken"/> for what each member means.</summary>
public sealed record AccessTokenDescription
{
    /// <summary><c>iss</c>.</summary>
    public required string Issuer { get; init; }

    /// <summary><c>sub</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><c>client_id</c>.</summary>
    public required string ClientId { get; init; }

    /// <summary><c>aud</c>.</summary>
    public required IReadOnlyCollection<string> Audiences { get; init; }

    /// <summary><c>jti</c>.</summary>
    public required string Id { get; init; }

    /// <summary><c>iat</c>.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>From <c>iat</c> to <c>exp</c>.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary><c>sid</c>.</summary>
    public string? SessionId { get; init; }

    /// <summary><c>scope</c>, space separated.</summary>
    public string? Scope { get; init; }

    /// <summary><c>name</c>.</summary>
    public string? Name { get; init; }

    /// <summary><c>permissions</c>.</summary>
    public IReadOnlyCollection<string> Permissions { get; init; } = [];

    /// <summary><c>pv</c>.</summary>
    public long PermissionsVersion { get; init; }

    /// <summary><c>platform_roles</c>.</summary>
    public IReadOnlyCollection<string> PlatformRoles { get; init; } = [];

    /// <summary><c>tenant</c>.</summary>
    public Guid? TenantId { get; init; }

    /// <summary><c>tenant_roles</c>.</summary>
    public IReadOnlyCollection<string> TenantRoles { get; init; } = [];

    /// <summary><c>partner</c>.</summary>
    public Guid? PartnerId { get; init; }

    /// <summary><c>rl</c>.</summary>
    public string? RateLimitClass { get; init; }

    /// <summary><c>amr</c>.</summary>
    public IReadOnlyCollection<string> Amr { get; init; } = [];

    /// <summary><c>acr</c>.</summary>
    public string? Acr { get; init; }

    /// <summary><c>auth_time</c>.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    /// <summary><c>cnf.jkt</c>: the key without which the token is worth nothing (RFC 9449 §6).</summary>
    public string? BoundTo { get; init; }

    /// <summary><c>act.sub</c>.</summary>
    public string? ActorSubject { get; init; }

    /// <summary><c>act.name</c>.</summary>
    public string? ActorName { get; init; }

    /// <summary><c>act.sid</c>.</summary>
    public string? ActorSessionId { get; init; }
}
