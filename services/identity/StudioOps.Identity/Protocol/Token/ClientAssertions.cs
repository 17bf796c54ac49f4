using StudioOps.Identity.Clients;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>private_key_jwt (RFC 7523): the client signs a short statement about itself; each serves once.</summary>
internal sealed class ClientAssertions(PublicOrigin origin, SpentIds spent, TimeProvider clock)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>Whom an assertion says it is from: a name to look up, not a fact.</summary>
    public static string? ClientOf(string assertion) => ClientAssertionValidator.Subject(assertion);

    public async Task<bool> ProvesAsync(Client client, string assertion, CancellationToken ct)
    {
        if (client.Keys is null)
        {
            return false;
        }

        var result = ClientAssertionValidator.Validate(assertion, JsonWebKeySet.Parse(client.Keys), client.Id, origin.Issuer, clock.GetUtcNow());
        return result.Accepted && await spent.TrySpendAsync("assertion", client.Id, result.Id, result.ExpiresAt, ct);
    }
}
