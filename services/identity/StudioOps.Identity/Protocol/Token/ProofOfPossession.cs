using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>DPoP (RFC 9449) at our own endpoints: the proof names the key, carries a nonce of ours and serves once.</summary>
internal sealed class ProofOfPossession(PublicOrigin origin, SpentIds spent, IDataProtectionProvider protection, TimeProvider clock)
{
    private static readonly TimeSpan NonceLives = TimeSpan.FromMinutes(5);
    private readonly IDataProtector _protector = protection.CreateProtector("identity.dpop-nonce");

    /// <summary>The thumbprint of the proven key, nothing when no proof came and none is demanded, or an error.</summary>
    public async Task<(string? Thumbprint, ProtocolError? Error)> ReadAsync(HttpContext http, string path, bool demanded, CancellationToken ct)
    {
        var header = http.Request.Headers["DPoP"];
        if (header.Count == 0)
        {
            return demanded ? (null, Invalid("This client shows a DPoP proof with every request.")) : (null, null);
        }

        // Services call us by an address of their own; a proof for either is for this endpoint.
        var now = clock.GetUtcNow();
        var proof = header.Count > 1 ? default : DpopProof.Validate(header.ToString(), http.Request.Method, origin.Url(path), accessToken: null, now);
        if (!proof.Accepted)
        {
            return (null, Invalid("The DPoP proof is not good for this request."));
        }

        if (!IsFresh(proof.Nonce, now))
        {
            http.Response.Headers["DPoP-Nonce"] = _protector.Protect(now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            return (null, new ProtocolError("use_dpop_nonce", "Use the nonce of this answer in a new DPoP proof."));
        }

        return await spent.TrySpendAsync("dpop", proof.Thumbprint, proof.Id, now + NonceLives + NonceLives, ct)
            ? (proof.Thumbprint, null)
            : (null, Invalid("This DPoP proof was shown before."));
    }

    private static ProtocolError Invalid(string description) => new("invalid_dpop_proof", description);

    private bool IsFresh(string? nonce, DateTimeOffset now)
    {
        try
        {
            return nonce is not null && long.TryParse(_protector.Unprotect(nonce), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && DateTimeOffset.FromUnixTimeSeconds(seconds) + NonceLives > now;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
