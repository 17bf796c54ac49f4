using System.Text.Json;
using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Gateway.Bff;

/// <summary>Comes back from the sign-in page: checks that the answer is ours, redeems the code, opens the session.</summary>
internal sealed class Callback(
    LoginAttempts attempts, OpenIdClient identity, SessionStore sessions, IVerificationKeys keys, PublicOrigin origin, IOptions<BffOptions> options, TimeProvider clock)
{
    public static Task<IResult> Handle(HttpContext context, Callback callback) => callback.FinishAsync(context);

    private async Task<IResult> FinishAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["state"] is not [{ } state] || attempts.Take(context, state) is not { } attempt)
        {
            return Failed(StatusCodes.Status400BadRequest, "This sign-in was not started in this browser, or too long ago.");
        }

        // RFC 9207: an answer of another issuer, mixed in, stops here.
        if (query["iss"] is not [{ } issuer] || issuer != origin.Issuer)
        {
            return Failed(StatusCodes.Status400BadRequest, "This answer did not come from our sign-in.");
        }

        if (query["code"] is not [{ Length: > 0 } code])
        {
            return query["error"] == "access_denied"
                ? Failed(StatusCodes.Status403Forbidden, "You do not have access here.")
                : Failed(StatusCodes.Status400BadRequest, "The sign-in did not complete.");
        }

        var reply = await identity.RedeemAsync(attempt, code, origin.Of(attempt.Host) + Login.CallbackPath);
        if (reply.Silent)
        {
            return Failed(StatusCodes.Status503ServiceUnavailable, "Signing in does not work at this moment. Please try again shortly.");
        }

        if (reply.Answer is not { IdToken: not null } answer || await ReadAsync(answer.IdToken, attempt, context.RequestAborted) is not { } claims)
        {
            return Failed(StatusCodes.Status400BadRequest, "The sign-in could not be confirmed.");
        }

        await OpenAsync(context, attempt, answer, claims);
        return new SeeOther(attempt.ReturnUrl);
    }

    private async Task<JsonElement?> ReadAsync(string idToken, LoginAttempt attempt, CancellationToken ct)
    {
        var result = Validate(await keys.GetAsync(unknownKey: false, ct));
        return (result.Refusal == TokenRefusals.UnknownKey ? Validate(await keys.GetAsync(unknownKey: true, ct)) : result).Claims;

        IdTokenResult Validate(JsonWebKeySet known) => IdTokenValidator.Validate(idToken, known, origin.Issuer, attempt.ClientId, attempt.Nonce, clock.GetUtcNow());
    }

    private async Task OpenAsync(HttpContext context, LoginAttempt attempt, TokenAnswer answer, JsonElement claims)
    {
        // Always a new id; one that somebody planted or that is still open from before ends here.
        if (SessionCookie.Read(context.Request) is { } before)
        {
            await sessions.RemoveAsync(before);
        }

        var id = await sessions.CreateAsync(new BrowserSession
        {
            Host = attempt.Host,
            ClientId = attempt.ClientId,
            SessionId = Text(claims, "sid"),
            Name = Text(claims, "name"),
            Email = Text(claims, "email"),
            AccessToken = answer.AccessToken,
            RefreshToken = answer.RefreshToken,
            EndsAt = clock.GetUtcNow() + options.Value.AbsoluteExpiry,
        });
        SessionCookie.Write(context.Response, id);
    }

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static PlainPage Failed(int status, string text) => new(status, "Not signed in", text, "/bff/login");
}
