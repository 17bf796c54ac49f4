using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Protocol.Token;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol;

/// <summary>RFC 7662: whether a token is good now, and what it says. A client hears of its own tokens, our services of all; anybody else that there is no such token.</summary>
internal static class Introspection
{
    public const string Path = "/connect/introspect";
    private static readonly HashSet<string> Audiences = new(["operator", "portal", "partner", "internal"], StringComparer.Ordinal);
    private static readonly Dictionary<string, object> Inactive = new() { ["active"] = false };

    public static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication clients, SigningKeys keys, PublicOrigin origin, ITokenStanding standing, IdentityContext db, TimeProvider clock, CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form?["token"] is not { } token)
        {
            return new TokenError(ProtocolError.InvalidRequest("Send token, once, as a form."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client is null || client.Client is { IsPublic: true })
        {
            return new TokenError(error ?? ProtocolError.InvalidClient);
        }

        http.Response.Headers.CacheControl = "no-store";
        var now = clock.GetUtcNow();
        var hash = RandomToken.Hash(token);
        if (await db.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash, ct) is { } refresh)
        {
            return TypedResults.Json(refresh.ClientId == client.Id && refresh.UsedAt is null && refresh.RevokedAt is null && refresh.ExpiresAt > now
                ? new Dictionary<string, object>
                {
                    ["active"] = true, ["client_id"] = refresh.ClientId, ["sub"] = refresh.UserId, ["scope"] = refresh.Scope,
                    ["exp"] = refresh.ExpiresAt.ToUnixTimeSeconds(), ["iat"] = refresh.CreatedAt.ToUnixTimeSeconds(), ["iss"] = origin.Issuer,
                }
                : Inactive);
        }

        var access = AccessTokenValidator.Validate(token, await keys.PublishedAsync(ct), origin.Issuer, Audiences, now).Token;
        var mine = access is not null && (access.ClientId == client.Id || client.Account?.Kind == ServiceAccountKind.Service);
        return TypedResults.Json(mine && standing.Refusal(access!) is null ? Told(access!) : Inactive);
    }

    // The token's own claims: what is bound or delegated in the token is so here too, by the same bytes.
    private static Dictionary<string, object> Told(AccessToken token)
    {
        var told = new Dictionary<string, object> { ["active"] = true, ["token_type"] = token.BoundTo is null ? "Bearer" : "DPoP" };
        foreach (JsonProperty claim in token.Claims.EnumerateObject())
        {
            told[claim.Name] = claim.Name is "iat" ? token.IssuedAt.ToUnixTimeSeconds() : claim.Value;
        }

        return told;
    }
}
