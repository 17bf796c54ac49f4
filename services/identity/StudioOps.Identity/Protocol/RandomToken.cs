using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Identity.Protocol;

/// <summary>Opaque secrets: 256 random bits, handed out once and kept as SHA-256. With that much chance inside, a slow hash would add nothing.</summary>
internal static class RandomToken
{
    public static string Create(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static bool Matches(string token, ReadOnlySpan<byte> hash) => CryptographicOperations.FixedTimeEquals(Hash(token), hash);
}
