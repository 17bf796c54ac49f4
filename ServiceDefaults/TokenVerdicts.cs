using System.Collections.Concurrent;
using StudioOps.Tokens;

namespace StudioOps.ServiceDefaults;

/// <summary>Where the keys that verify tokens come from.</summary>
public interface IVerificationKeys
{
    /// <summary>The current set; <paramref name="unknownKey"/> asks for a fresh one because a token named a key that is not in it.</summary>
    ValueTask<JsonWebKeySet> GetAsync(bool unknownKey, CancellationToken ct);
}

/// <summary>Keeps the verdict on a token until it expires: a signature check costs seventy times a lookup.</summary>
/// <remarks>Bounded; standing is asked outside of it on every request, so a kept verdict never outlives a refusal.</remarks>
public sealed class TokenVerdicts(IVerificationKeys keys)
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<string, AccessToken> _accepted = new(StringComparer.Ordinal);

    /// <summary>The token, or why it is refused.</summary>
    public async ValueTask<(AccessToken? Token, string? Refusal)> JudgeAsync(
        string compact, string issuer, IReadOnlySet<string> audiences, DateTimeOffset now, CancellationToken ct)
    {
        if (_accepted.TryGetValue(compact, out var known))
        {
            if (known.ExpiresAt > now)
            {
                return (known, null);
            }

            _accepted.TryRemove(compact, out _);
        }

        var result = AccessTokenValidator.Validate(compact, await keys.GetAsync(unknownKey: false, ct), issuer, audiences, now);
        if (result.Refusal == TokenRefusals.UnknownKey)
        {
            result = AccessTokenValidator.Validate(compact, await keys.GetAsync(unknownKey: true, ct), issuer, audiences, now);
        }

        if (result.Token is null)
        {
            return (null, result.Refusal);
        }

        if (_accepted.Count >= Most)
        {
            _accepted.Clear();
        }

        _accepted[compact] = result.Token;
        return (result.Token, null);
    }
}
