namespace StudioOps.Identity.Clients;

/// <summary>How a client shows who it is, by the names of the OAuth registry.</summary>
internal static class ClientAuthMethods
{
    public const string SecretBasic = "client_secret_basic";
    public const string SecretPost = "client_secret_post";
    public const string PrivateKeyJwt = "private_key_jwt";

    /// <summary>It cannot keep a secret and shows none: an app on a phone, a command line tool.</summary>
    public const string None = "none";

    public static readonly string[] All = [SecretBasic, SecretPost, PrivateKeyJwt, None];
}
