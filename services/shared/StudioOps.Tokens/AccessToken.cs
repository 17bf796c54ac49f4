using System.Collections.Frozen;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>The claims of an access token whose signature, issuer, audience and times have been checked.</summary>
public sealed class AccessToken
{
    /// <summary>The header's <c>typ</c>.</summary>
    public const string Type = "at+jwt";

    internal AccessToken(ClaimReader claims)
    {
        Claims = claims.Json;
        Subject = claims.Required("sub");
        ClientId = claims.Required("client_id");
        Id = claims.Required("jti");
        IssuedAt = claims.RequiredTime("iat");
        ExpiresAt = claims.RequiredTime("exp");
        Audiences = claims.Strings("aud", singleAllowed: true);
        SessionId = claims.Optional("sid");
        Scope = claims.Optional("scope") ?? "";
        Name = claims.Optional("name");
        Permissions = claims.Strings("permissions").ToFrozenSet(StringComparer.Ordinal);
        PermissionsVersion = claims.Number("pv") ?? 0;
        PlatformRoles = claims.Strings("platform_roles");
        TenantId = claims.Id("tenant");
        TenantRoles = claims.Strings("tenant_roles");
        PartnerId = claims.Id("partner");
        RateLimitClass = claims.Optional("rl");
        Amr = claims.Strings("amr");
        Acr = claims.Optional("acr");
        AuthenticatedAt = claims.Time("auth_time");
        if (claims.Object("cnf") is { } confirmation)
        {
            BoundTo = confirmation.Required("jkt");
        }

        if (claims.Object("act") is { } actor)
        {
            ActorSubject = actor.Required("sub");
            ActorName = actor.Optional("name");
            ActorSessionId = actor.Optional("sid");
        }
    }

    /// <summary>Whom the token speaks for: a user's id, or the client's for a service account.</summary>
    public string Subject { get; }

    /// <summary>The OAuth client it was issued to.</summary>
    public string ClientId { get; }

    /// <summary>The sign-in session it belongs to; none for service accounts.</summary>
    public string? SessionId { get; }

    /// <summary>The surfaces it is good for: <c>operator</c>, <c>portal</c>, <c>partner</c>.</summary>
    public IReadOnlyList<string> Audiences { get; }

    /// <summary>The granted OAuth scopes, space separated.</summary>
    public string Scope { get; }

    /// <summary>What the bearer may do.</summary>
    public FrozenSet<string> Permissions { get; }

    /// <summary>Version of the permissions; a token with an older one than the standing feed names is superseded.</summary>
    public long PermissionsVersion { get; }

    /// <summary>Platform roles, for display; decisions use <see cref="Permissions"/>.</summary>
    public IReadOnlyList<string> PlatformRoles { get; }

    /// <summary>The one tenant the token is for, or none.</summary>
    public Guid? TenantId { get; }

    /// <summary>Roles inside that tenant.</summary>
    public IReadOnlyList<string> TenantRoles { get; }

    /// <summary>The partner the bearer acts for, or none.</summary>
    public Guid? PartnerId { get; }

    /// <summary>Rate-limit class (<c>rl</c>), from the plan.</summary>
    public string? RateLimitClass { get; }

    /// <summary>How the user signed in (RFC 8176): <c>pwd</c>, <c>otp</c>, <c>mfa</c>.</summary>
    public IReadOnlyList<string> Amr { get; }

    /// <summary>The strength of the sign-in.</summary>
    public string? Acr { get; }

    /// <summary>When the person last proved who they are (<c>auth_time</c>); none for service accounts.</summary>
    public DateTimeOffset? AuthenticatedAt { get; }

    /// <summary>Thumbprint of the key the token is bound to (<c>cnf.jkt</c>), if any: shown without a proof of it, the token is refused.</summary>
    public string? BoundTo { get; }

    /// <summary>The operator acting for the subject (<c>act.sub</c>), if any.</summary>
    public string? ActorSubject { get; }

    /// <summary>That operator's name.</summary>
    public string? ActorName { get; }

    /// <summary>That operator's own sign-in: when it ends, so does what they do for others.</summary>
    public string? ActorSessionId { get; }

    /// <summary>The subject's name, for display and audit.</summary>
    public string? Name { get; }

    /// <summary>When it was issued, to the microsecond.</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>When it stops being valid.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>The token's own id (<c>jti</c>).</summary>
    public string Id { get; }

    /// <summary>Every claim, as written.</summary>
    public JsonElement Claims { get; }
}
