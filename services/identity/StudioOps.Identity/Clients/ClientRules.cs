using StudioOps.Identity.Roles;
using StudioOps.Tenancy;
using StudioOps.Tokens;

namespace StudioOps.Identity.Clients;

/// <summary>What a client's settings must be among themselves, whatever an operator wishes.</summary>
internal static class ClientRules
{
    /// <summary>The code and the sentence of the first thing that is wrong.</summary>
    public static (string Code, string Detail)? Wrong(ClientSettings settings, Surface surface, Caller caller)
    {
        var (grants, methods) = (settings.Grants, settings.AuthMethods);
        var isPublic = methods.Contains(ClientAuthMethods.None);
        return grants.FirstOrDefault(g => !GrantTypes.All.Contains(g)) is { } grant ? ("client.grant-unknown", $"{grant} is not a grant type of this server.")
            : methods.FirstOrDefault(m => !ClientAuthMethods.All.Contains(m)) is { } method ? ("client.auth-method-unknown", $"{method} is not a way to authenticate here.")
            : isPublic && methods.Count > 1 ? ("client.auth-method-mixed", "A client either keeps a secret or does not.")
            : isPublic && (grants.Contains(GrantTypes.ClientCredentials) || grants.Contains(GrantTypes.TokenExchange)) ? ("client.grant-needs-secret", "This grant is for clients that can show who they are.")
            : isPublic && !settings.DemandsPkce ? ("client.pkce-needed", "A client without a secret uses PKCE.")
            : settings.Scopes?.FirstOrDefault(s => !Scopes.All.Contains(s)) is { } scope ? ("client.scope-unknown", $"{scope} is not a scope of this server.")
            : grants.Contains(GrantTypes.AuthorizationCode) && settings.RedirectUris is null or [] ? ("client.redirect-missing", "Say where people are sent back to.")
            : Addresses(settings).FirstOrDefault(address => !IsAddress(address)) is { } bad ? ("client.redirect-uri", $"{bad} is not an exact https address, nor one on the person's own machine or of an app.")
            : settings.BackChannelLogoutUri is { } logout && !IsWeb(logout) ? ("client.logout-uri", "The address for logout is an exact https address.")
            : methods.Contains(ClientAuthMethods.PrivateKeyJwt) && !HasKeys(settings) ? ("client.keys", "private_key_jwt needs the client's public keys: a JWK set without private members, each key with a kid.")
            : Permissions(settings, surface, caller);
    }

    private static (string, string)? Permissions(ClientSettings settings, Surface surface, Caller caller)
    {
        var wanted = settings.Permissions ?? [];
        return wanted.Count > 0 && !settings.Grants.Contains(GrantTypes.ClientCredentials) ? ("client.permissions-unused", "Only a client that acts for itself holds permissions.")
            : wanted.FirstOrDefault(p => !BuiltInRoles.AllPermissions.Contains(p)) is { } unknown ? ("client.permission-unknown", $"There is no permission {unknown} for clients; GET /api/v1/roles lists them.")
            : wanted.FirstOrDefault(p => !caller.Has(p)) is { } beyond ? ("client.permission-not-held", $"You cannot grant {beyond}: you do not hold it.")
            : surface == Surface.Portal && wanted.FirstOrDefault(p => !BuiltInRoles.TenantPermissions.Contains(p)) is { } foreign ? ("client.permission-not-for-tenants", $"{foreign} cannot be granted to a tenant's client.")
            : null;
    }

    private static IEnumerable<string> Addresses(ClientSettings settings) => [.. settings.RedirectUris ?? [], .. settings.SignedOutUris ?? []];

    /// <summary>An exact https address, one on the person's own machine, or one of an app.</summary>
    public static bool IsAddress(string address) => IsWeb(address)
        || (IsPlain(address, out var uri) && (uri is { Scheme: "http", IsLoopback: true } || (uri.Scheme.Contains('.', StringComparison.Ordinal) && uri.Host.Length == 0)));

    private static bool IsWeb(string address) => IsPlain(address, out var uri) && (uri.Scheme == "https" || uri is { Scheme: "http", IsLoopback: true });

    private static bool IsPlain(string address, out Uri uri) =>
        Uri.TryCreate(address, UriKind.Absolute, out uri!) && address.Length <= 500 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
        && !address.Contains('*', StringComparison.Ordinal) && !address.Contains('#', StringComparison.Ordinal) && !address.Contains("..", StringComparison.Ordinal);

    private static bool HasKeys(ClientSettings settings)
    {
        if (settings.Keys is not { ValueKind: System.Text.Json.JsonValueKind.Object } keys || keys.GetRawText() is not { Length: <= 16_000 } text)
        {
            return false;
        }

        try
        {
            var usable = JsonWebKeySet.Parse(text).Keys;
            return usable.Count > 0 && usable.All(key => key.KeyId is not null)
                && keys.GetProperty("keys").EnumerateArray().All(key => key.ValueKind == System.Text.Json.JsonValueKind.Object && !key.TryGetProperty("d", out _) && !key.TryGetProperty("k", out _));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
