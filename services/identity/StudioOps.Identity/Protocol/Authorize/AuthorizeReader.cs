using System.Globalization;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Sessions;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>Parses and validates an authorization request (RFC 6749 §4.1.1, RFC 7636, OpenID Connect Core §3.1.2).</summary>
internal sealed class AuthorizeReader(ClientStore clients, RedirectUris redirects, TimeProvider clock)
{
    /// <summary>Internal parameter that replaces <c>prompt=login</c> on the way through the sign-in page, so that it is demanded once.</summary>
    public const string SignedInAfter = "studioops_signed_in_after";

    public async Task<AuthorizeReading> ReadAsync(ProtocolParameters? parameters, CancellationToken ct)
    {
        if (parameters is null)
        {
            return Page("request-malformed");
        }

        if (await clients.FindAsync(parameters["client_id"], ct) is not { } client || !client.MayUse(GrantTypes.AuthorizationCode))
        {
            return Page("client-unknown");
        }

        if (parameters["redirect_uri"] is not { } address || await redirects.FindAsync(client, address, ct) is not { } target)
        {
            return Page("redirect-unknown");
        }

        var request = new AuthorizeRequest(client, address, target.TenantId, parameters["state"]);
        return Validate(parameters) is { } error
            ? new AuthorizeReading(request, error, null)
            : new AuthorizeReading(Complete(request, parameters), null, null);
    }

    private static ProtocolError? Validate(ProtocolParameters parameters)
    {
        if (parameters.Has("request"))
        {
            return new ProtocolError("request_not_supported", "Request objects are not supported.");
        }

        if (parameters.Has("request_uri"))
        {
            return new ProtocolError("request_uri_not_supported", "Request objects are not supported.");
        }

        if (parameters["response_type"] is not { } type)
        {
            return ProtocolError.InvalidRequest("response_type is missing.");
        }

        if (type != "code")
        {
            return new ProtocolError("unsupported_response_type", "Only response_type=code is supported.");
        }

        if (parameters["response_mode"] is not (null or "query"))
        {
            return ProtocolError.InvalidRequest("Only response_mode=query is supported.");
        }

        if (parameters["code_challenge_method"] is not "S256" || parameters["code_challenge"] is not { } challenge || !ProofKey.IsChallenge(challenge))
        {
            return ProtocolError.InvalidRequest("PKCE is required: code_challenge with code_challenge_method=S256.");
        }

        var prompts = (parameters["prompt"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (prompts.Contains("none") && prompts.Length > 1)
        {
            return ProtocolError.InvalidRequest("prompt=none allows no other prompt.");
        }

        if (parameters["max_age"] is { } age && !uint.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return ProtocolError.InvalidRequest("max_age is a number of seconds.");
        }

        return null;
    }

    private AuthorizeRequest Complete(AuthorizeRequest request, ProtocolParameters parameters)
    {
        var prompts = (parameters["prompt"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = (parameters["scope"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var demanded = (parameters["acr_values"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return request with
        {
            // Scopes we do not know are left out, and the token response says what was granted (RFC 6749 §3.3).
            Scope = string.Join(' ', request.Client.Scopes.Where(wanted.Contains)),
            Nonce = parameters["nonce"],
            CodeChallenge = parameters["code_challenge"]!,
            Silent = prompts.Contains("none"),
            AuthenticatedAfter = AuthenticatedAfter(parameters, prompts.Contains("login")),
            DemandsMfa = request.Client.DemandsMfa || demanded.Contains(SignInSession.MultiFactor),
            LoginHint = parameters["login_hint"],
        };
    }

    private DateTimeOffset? AuthenticatedAfter(ProtocolParameters parameters, bool now)
    {
        if (now)
        {
            return clock.GetUtcNow();
        }

        if (long.TryParse(parameters[SignedInAfter], NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }

        return parameters["max_age"] is { } age
            ? clock.GetUtcNow() - TimeSpan.FromSeconds(uint.Parse(age, CultureInfo.InvariantCulture))
            : null;
    }

    private static AuthorizeReading Page(string reason) => new(null, null, reason);
}
