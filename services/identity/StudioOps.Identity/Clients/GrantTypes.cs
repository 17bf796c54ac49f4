namespace StudioOps.Identity.Clients;

/// <summary>The grants there are. No implicit, no password.</summary>
internal static class GrantTypes
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string ClientCredentials = "client_credentials";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
    public const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    public static readonly string[] All = [AuthorizationCode, RefreshToken, ClientCredentials, DeviceCode, TokenExchange];
}
