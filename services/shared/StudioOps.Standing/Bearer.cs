using StudioOps.Tokens;

namespace StudioOps.Standing;

/// <summary>Whom a token speaks for, as far as standing asks; outlives the token where something was opened with it.</summary>
/// <param name="TenantId">The token's tenant, if any.</param>
/// <param name="Subject">Its <c>sub</c>.</param>
/// <param name="SessionId">Its <c>sid</c>, if any.</param>
/// <param name="ClientId">Its <c>client_id</c>.</param>
/// <param name="PermissionsVersion">Its <c>pv</c>.</param>
public readonly record struct Bearer(Guid? TenantId, string Subject, string? SessionId, string ClientId, long PermissionsVersion)
{
    /// <summary>Whom this token speaks for.</summary>
    public static Bearer Of(AccessToken token) => new(token.TenantId, token.Subject, token.SessionId, token.ClientId, token.PermissionsVersion);
}
