using System.Globalization;
using StudioOps.Identity.Clients;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>What an authorization request must be, once it is known whom to tell.</summary>
internal static class AuthorizeRules
{
    public static ProtocolError? Wrong(Client client, ProtocolParameters parameters)
    {
        if (parameters.Has("request"))
        {
            return new ProtocolError("request_not_supported", "Request objects are not supported; push the request instead.");
        }

        if (parameters.Has("request_uri"))
        {
            return new ProtocolError("request_uri_not_supported", "Only requests pushed here are answered.");
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

        if (Challenge(client, parameters) is { } error)
        {
            return error;
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

        return parameters["dpop_jkt"] is { } thumbprint && !ProofKey.IsChallenge(thumbprint)
            ? ProtocolError.InvalidRequest("dpop_jkt is a SHA-256 thumbprint.")
            : null;
    }

    // Without PKCE a nonce must tie the code to the browser (RFC 9700 §2.1.1); half of PKCE is no PKCE.
    private static ProtocolError? Challenge(Client client, ProtocolParameters parameters)
    {
        if (!client.DemandsPkce && !parameters.Has("code_challenge") && !parameters.Has("code_challenge_method"))
        {
            return parameters.Has("nonce") && (parameters["scope"] ?? "").Split(' ').Contains(Scopes.OpenId)
                ? null
                : ProtocolError.InvalidRequest("Send a code_challenge, or the scope openid and a nonce.");
        }

        return parameters["code_challenge_method"] is "S256" && parameters["code_challenge"] is { } challenge && ProofKey.IsChallenge(challenge)
            ? null
            : ProtocolError.InvalidRequest("PKCE is required: code_challenge with code_challenge_method=S256.");
    }
}
