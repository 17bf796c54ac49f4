using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Protocol.Token;
using StudioOps.Identity.Standing;
using StudioOps.Standing;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol;

/// <summary>
/// RFC 7009. A refresh token goes with its family and with the access tokens of its sign-in; an access token with those issued before it, which
/// whoever is still signed in has renewed without noticing. What is not the client's own is left alone, and the answer is the same.
/// </summary>
internal static class Revocation
{
    public const string Path = "/connect/revocation";
    private static readonly HashSet<string> Audiences = new(["operator", "portal", "partner", "internal"], StringComparer.Ordinal);

    public static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication clients, SignedInGrant grant, SigningKeys keys, PublicOrigin origin, StandingTable standing, IdentityContext db, TimeProvider clock,
        CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form?["token"] is not { } token)
        {
            return new TokenError(ProtocolError.InvalidRequest("Send token, once, as a form."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client is null)
        {
            return new TokenError(error!);
        }

        var now = clock.GetUtcNow();
        var hash = RandomToken.Hash(token);
        if (await db.RefreshTokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash == hash && t.ClientId == client.Id, ct) is { } refresh)
        {
            await grant.RevokeFamilyAsync(refresh.FamilyId, ct);
            await standing.SetAsync(StandingKind.Session, refresh.SessionId.ToString("D"), StandingEntry.Active, now, 0, ct);
        }
        else if (AccessTokenValidator.Validate(token, await keys.PublishedAsync(ct), origin.Issuer, Audiences, now).Token is { } access && access.ClientId == client.Id)
        {
            var (kind, id) = access.SessionId is { } session ? (StandingKind.Session, session) : (StandingKind.User, access.Subject);
            await standing.SetAsync(kind, id, StandingEntry.Active, now, 0, ct);
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok();
    }
}
