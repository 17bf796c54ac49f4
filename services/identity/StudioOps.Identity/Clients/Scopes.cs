namespace StudioOps.Identity.Clients;

/// <summary>What a person's sign-in may be asked for.</summary>
internal static class Scopes
{
    public const string OpenId = "openid";
    public const string OfflineAccess = "offline_access";

    public static readonly string[] All = [OpenId, "profile", "email", OfflineAccess];
}
