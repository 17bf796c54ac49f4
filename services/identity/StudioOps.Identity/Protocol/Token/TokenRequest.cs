using StudioOps.Identity.Clients;
using StudioOps.Identity.ServiceAccounts;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>A client that has shown who it is: one on record, or a service account.</summary>
internal sealed record AuthenticatedClient(string Id, Client? Client, ServiceAccount? Account)
{
    /// <summary>A service account acts for itself and does nothing else.</summary>
    public bool MayUse(string grant) => Client?.MayUse(grant) ?? grant == GrantTypes.ClientCredentials;
}

/// <summary>What a grant decides on.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Form">What was sent.</param>
/// <param name="Thumbprint">The key the client has proven it holds, to which its tokens are bound; null without DPoP.</param>
internal sealed record TokenRequest(AuthenticatedClient Client, ProtocolParameters Form, string? Thumbprint);

/// <summary>One grant type. Registered under its name; another one is another registration.</summary>
internal interface IGrant
{
    Task<(TokenResponse? Response, ProtocolError? Error)> ExchangeAsync(TokenRequest request, CancellationToken ct);
}
