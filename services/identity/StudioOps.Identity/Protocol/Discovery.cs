using StudioOps.Identity.Clients;
using StudioOps.Identity.Keys;

namespace StudioOps.Identity.Protocol;

/// <summary>What this server can do (OpenID Connect Discovery 1.0, RFC 8414) and the keys to check it by.</summary>
internal static class Discovery
{
    private const string Algorithms = """["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"]""";

    public static IResult Configuration(PublicOrigin origin, HttpContext http)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text(
            $$"""
            {
              "issuer": "{{origin.Issuer}}",
              "authorization_endpoint": "{{origin.Url("/connect/authorize")}}",
              "token_endpoint": "{{origin.Url("/connect/token")}}",
              "pushed_authorization_request_endpoint": "{{origin.Url(PushEndpoint.Path)}}",
              "device_authorization_endpoint": "{{origin.Url(DeviceAuthorization.Path)}}",
              "introspection_endpoint": "{{origin.Url(Introspection.Path)}}",
              "revocation_endpoint": "{{origin.Url(Revocation.Path)}}",
              "userinfo_endpoint": "{{origin.Url("/connect/userinfo")}}",
              "end_session_endpoint": "{{origin.Url("/connect/end_session")}}",
              "jwks_uri": "{{origin.Url("/.well-known/jwks.json")}}",
              "scopes_supported": ["openid", "profile", "email", "offline_access"],
              "response_types_supported": ["code"],
              "response_modes_supported": ["query"],
              "grant_types_supported": ["{{string.Join("\", \"", GrantTypes.All)}}"],
              "subject_types_supported": ["public"],
              "id_token_signing_alg_values_supported": ["ES256"],
              "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
              "token_endpoint_auth_signing_alg_values_supported": {{Algorithms}},
              "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
              "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"],
              "dpop_signing_alg_values_supported": {{Algorithms}},
              "code_challenge_methods_supported": ["S256"],
              "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "name", "email", "email_verified"],
              "acr_values_supported": ["pwd", "mfa"],
              "prompt_values_supported": ["none", "login", "consent"],
              "backchannel_logout_supported": true,
              "backchannel_logout_session_supported": true,
              "authorization_response_iss_parameter_supported": true,
              "request_parameter_supported": false,
              "request_uri_parameter_supported": false,
              "require_pushed_authorization_requests": false,
              "claims_parameter_supported": false
            }
            """,
            "application/json");
    }

    public static async Task<IResult> Keys(SigningKeys keys, HttpContext http, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Text((await keys.PublishedAsync(ct)).ToJson(), "application/jwk-set+json");
    }
}
