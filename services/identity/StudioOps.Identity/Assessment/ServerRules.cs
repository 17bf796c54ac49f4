using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Protocol.Token;

namespace StudioOps.Identity.Assessment;

/// <summary>What the server must do, read off what it publishes, registers and answers, not off a list of intentions.</summary>
internal static class ServerRules
{
    public static async Task<IReadOnlyList<Finding>> FindAsync(PublicOrigin origin, SigningKeys keys, IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var published = Published(origin);
        var issuer = new Uri(origin.Issuer);
        var key = await keys.CurrentAsync(ct);
        return
        [
            Finding.Of("rfc9700", "§2.1.1 PKCE with S256 and nothing weaker", Strings(published, "code_challenge_methods_supported") is ["S256"], "Offer S256 alone."),
            Finding.Of("rfc9700", "§2.1.2 No implicit grant", Strings(published, "response_types_supported") is ["code"], "Offer response_type=code alone."),
            Finding.Of("rfc9700", "§2.4 No password grant", services.GetKeyedService<IGrant>("password") is null, "Remove the grant."),
            Finding.Of("rfc9700", "§4.4 Answers name the issuer (RFC 9207)", Flag(published, "authorization_response_iss_parameter_supported"), "Send iss with every authorization response."),
            Finding.Of("rfc9700", "§4.12 303 after credentials", await SeeOtherStatusAsync() == StatusCodes.Status303SeeOther, "Redirect with 303."),
            Finding.Of("rfc9700", "§2.6 Sign-in over TLS", issuer.Scheme == "https" || issuer.IsLoopback, "Set Identity__PublicOrigin to an https address."),
            Finding.Of("rfc9700", "§2.2.2 Refresh tokens rotate, and a lost answer is forgiven for seconds only", RefreshToken.Grace <= TimeSpan.FromSeconds(30), "Shorten the grace."),
            Finding.Of("oauth2.1", "§4.1.2 Codes live ten minutes at most", AuthorizationCode.Lifetime <= TimeSpan.FromMinutes(10), "Shorten the life of codes."),
            Finding.Of("oauth2.1", "§1.4 Access tokens are short-lived", TokenIssuer.Lifetime <= TimeSpan.FromMinutes(15), "Shorten the life of access tokens."),
            Finding.Of("fapi2", "§5.3.2.1 Codes live 60 seconds at most", AuthorizationCode.Lifetime <= TimeSpan.FromSeconds(60), "Shorten the life of codes."),
            Finding.Of("fapi2", "§5.3.2.2 Pushed authorization requests, under ten minutes", Has(published, "pushed_authorization_request_endpoint") && PushedRequest.Lifetime < TimeSpan.FromMinutes(10), "Offer PAR."),
            Finding.Of("fapi2", "§5.3.2.1 private_key_jwt", Strings(published, "token_endpoint_auth_methods_supported").Contains(ClientAuthMethods.PrivateKeyJwt), "Offer private_key_jwt."),
            Finding.Of("fapi2", "§5.3.2.1 Sender-constrained tokens (DPoP)", Strings(published, "dpop_signing_alg_values_supported").Contains("ES256"), "Offer DPoP."),
            Finding.Of("fapi2", "§5.4 Signs with ES256 or PS256", key.PublicJwk.Algorithm is "ES256" or "PS256", "Sign with ES256."),
            Finding.Of("rfc9700", "Signing keys rotate", clock.GetUtcNow() - key.NotBefore < KeySchedule.Signs + KeySchedule.Announced, "Look why no new signing key was made: the service log says."),
        ];
    }

    // Exactly what a client reads.
    private static JsonElement Published(PublicOrigin origin) =>
        JsonSerializer.Deserialize<JsonElement>(((ContentHttpResult)Discovery.Configuration(origin, new DefaultHttpContext())).ResponseContent!);

    private static async Task<int> SeeOtherStatusAsync()
    {
        var http = new DefaultHttpContext();
        await new SeeOther("/").ExecuteAsync(http);
        return http.Response.StatusCode;
    }

    private static string[] Strings(JsonElement json, string name) => Has(json, name) ? [.. json.GetProperty(name).EnumerateArray().Select(v => v.GetString()!)] : [];

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static bool Has(JsonElement json, string name) => json.TryGetProperty(name, out _);
}
