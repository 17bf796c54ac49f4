using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using StudioOps.Tokens;

namespace StudioOps.ServiceDefaults;

/// <summary>A token bound to a key comes with a proof of that key for this very request (RFC 9449 §7); each proof serves once.</summary>
internal sealed class SenderConstraint
{
    private const int MostKept = 100_000;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _seen = new(StringComparer.Ordinal);

    /// <summary>Null when the token may be used as it was shown.</summary>
    public string? Refusal(HttpRequest request, AccessToken token, string compact, bool asDpop, DateTimeOffset now)
    {
        if (token.BoundTo is null || !asDpop)
        {
            return token.BoundTo is null && !asDpop ? null : TokenRefusals.Proof;
        }

        // The gateway passes the host on as it came; behind it the scheme is told.
        var scheme = request.Headers["X-Forwarded-Proto"].ToString() is { Length: > 0 } forwarded ? forwarded : request.Scheme;
        var proofs = request.Headers["DPoP"];
        var proof = proofs.Count == 1 ? DpopProof.Validate(proofs.ToString(), request.Method, $"{scheme}://{request.Host}{request.PathBase}{request.Path}", compact, now) : default;
        return proof.Accepted && proof.Thumbprint == token.BoundTo && IsNew($"{proof.Thumbprint} {proof.Id}", now) ? null : TokenRefusals.Proof;
    }

    private bool IsNew(string id, DateTimeOffset now)
    {
        if (_seen.Count >= MostKept)
        {
            foreach (var old in _seen.Where(seen => seen.Value < now))
            {
                _seen.TryRemove(old);
            }
        }

        // Full of proofs that could still be replayed: refuse rather than forget.
        return _seen.Count < MostKept && _seen.TryAdd(id, now + DpopProof.Lifetime + DpopProof.Lifetime);
    }
}
