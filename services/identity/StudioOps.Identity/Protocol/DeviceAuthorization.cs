using System.Security.Cryptography;
using System.Text.Json.Serialization;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Protocol.Token;

namespace StudioOps.Identity.Protocol;

/// <summary>RFC 8628 §3.2.</summary>
internal sealed record DeviceAnswer(
    [property: JsonPropertyName("device_code")] string DeviceCode,
    [property: JsonPropertyName("user_code")] string UserCode,
    [property: JsonPropertyName("verification_uri")] string VerificationUri,
    [property: JsonPropertyName("verification_uri_complete")] string VerificationUriComplete,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("interval")] int Interval);

/// <summary>/connect/device_authorization: a device asks for a code that somebody types elsewhere.</summary>
internal static class DeviceAuthorization
{
    public const string Path = "/connect/device_authorization";
    public const string Page = "/account/device";

    // Letters nobody mixes up and no word is made of: 20^8 of them, ten minutes each, a few guesses a minute.
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";

    public static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication clients, IdentityContext db, PublicOrigin origin, TimeProvider clock, CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form is null || http.Request.Query.Count > 0)
        {
            return new TokenError(ProtocolError.InvalidRequest("Send each parameter once, as a form."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client?.Client is not { } device || !device.MayUse(GrantTypes.DeviceCode))
        {
            return new TokenError(error ?? ProtocolError.UnauthorizedClient);
        }

        var wanted = form["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var (code, typed) = (RandomToken.Create(), RandomNumberGenerator.GetString(Letters, 8));
        var grant = new DeviceGrant
        {
            Hash = RandomToken.Hash(code),
            UserCode = typed,
            ClientId = device.Id,
            Scope = string.Join(' ', device.Scopes.Where(wanted.Contains)),
            ExpiresAt = clock.GetUtcNow() + DeviceGrant.Lifetime,
        };
        db.DeviceGrants.Add(grant);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        var shown = $"{typed[..4]}-{typed[4..]}";
        return TypedResults.Json(new DeviceAnswer(
            code, shown, origin.Url(Page), origin.Url(Page) + "?user_code=" + shown, (int)DeviceGrant.Lifetime.TotalSeconds, grant.Interval));
    }
}
