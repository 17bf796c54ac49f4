using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.ServiceDefaults;
using StudioOps.Tokens;

namespace StudioOps.Gateway.Bff;

/// <summary>Identity says that a sign-in has ended (OpenID Connect Back-Channel Logout 1.0): every browser session that came from it ends here too.</summary>
internal static class BackChannelLogout
{
    public const string Path = "/backchannel";
    private const string Field = "logout_token";
    private static readonly HashSet<string> Clients = new(["operator", "portal", "partner"], StringComparer.Ordinal);

    public static async Task<IResult> Handle(HttpContext context, SessionStore sessions, IVerificationKeys keys, PublicOrigin origin, TimeProvider clock)
    {
        context.Response.Headers.CacheControl = "no-store";
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : null;
        if (form?[Field] is not [{ Length: > 0 } compact])
        {
            return Refuse("Send one logout_token as a form.");
        }

        var result = Validate(await keys.GetAsync(unknownKey: false, context.RequestAborted));
        if (result.Refusal == TokenRefusals.UnknownKey)
        {
            result = Validate(await keys.GetAsync(unknownKey: true, context.RequestAborted));
        }

        if (!result.Accepted)
        {
            return Refuse($"The logout token was not accepted: {result.Refusal}.");
        }

        if (!await sessions.TrySpendAsync(result.Id))
        {
            return Refuse("This logout token was used before.");
        }

        await sessions.EndSignInAsync(result.SessionId);
        return TypedResults.Ok();

        LogoutTokenResult Validate(JsonWebKeySet known) => LogoutTokenValidator.Validate(compact, known, origin.Issuer, Clients, clock.GetUtcNow());
    }

    // The specification asks for 400 whatever is wrong.
    private static ProblemHttpResult Refuse(string detail) => Problems.Refuse(StatusCodes.Status400BadRequest, "logout-token.invalid", detail);
}
