namespace StudioOps.Identity.Clients;

/// <summary>A client as operators see it; never its secret.</summary>
internal sealed record ClientResource(
    string ClientId, string Name, string Surface, Guid? TenantId, bool BuiltIn, bool Disabled,
    IReadOnlyList<string> Grants, IReadOnlyList<string> AuthMethods, IReadOnlyList<string> Scopes, IReadOnlyList<string> Permissions,
    IReadOnlyList<string> RedirectUris, IReadOnlyList<string> SignedOutUris, string? BackChannelLogoutUri,
    bool DemandsMfa, bool DemandsPkce, bool DemandsPushedRequests, bool DemandsDpop, bool DemandsConsent, bool HighSecurity,
    DateTimeOffset? SecretSince, DateTimeOffset? OldSecretUntil, DateTimeOffset CreatedAt, long Revision)
{
    public static ClientResource Of(Client client) => new(
        client.Id, client.Name, client.Audience, client.TenantId, client.BuiltIn, client.Disabled,
        client.Grants, client.AuthMethods, client.Scopes, client.Permissions,
        client.RedirectUris, client.SignedOutUris, client.BackChannelLogoutUri,
        client.DemandsMfa, client.DemandsPkce, client.DemandsPushedRequests, client.DemandsDpop, client.DemandsConsent, client.HighSecurity,
        client.SecretSince, client.OldSecretUntil, client.CreatedAt, client.Revision);
}

/// <summary>A client with the secret it was just given; it is shown this once. Null for a client that authenticates without one.</summary>
internal sealed record ClientWithSecret(ClientResource Client, string? ClientSecret);
