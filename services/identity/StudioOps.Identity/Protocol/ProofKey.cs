using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Identity.Protocol;

/// <summary>PKCE (RFC 7636), S256 only.</summary>
internal static class ProofKey
{
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    public static bool IsChallenge(string text) => text.Length == 43 && Base64Url.IsValid(text);

    public static bool Proves(string verifier, string challenge)
    {
        if (verifier.Length is < 43 or > 128 || verifier.AsSpan().ContainsAnyExcept(Unreserved))
        {
            return false;
        }

        var computed = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(computed), Encoding.ASCII.GetBytes(challenge));
    }
}
