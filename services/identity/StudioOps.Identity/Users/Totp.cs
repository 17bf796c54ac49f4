using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace StudioOps.Identity.Users;

/// <summary>Time-based one-time codes (RFC 6238): SHA-1, 30 seconds, six digits, which is what authenticator apps speak.</summary>
/// <remarks>The framework's provider reads the wall clock and lets a code serve twice; this one says which step matched, so that it is spent.</remarks>
internal static class Totp
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int SecondsPerStep = 30;

    public static string NewSecret() => RandomNumberGenerator.GetString(Base32, 32);

    public static string Code(string secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // HMAC-SHA-1 is what RFC 6238 apps implement; its known weakness is collisions, which do not matter here.
        HMACSHA1.HashData(Decode(secret), counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 0xf)..]) & 0x7fffffff;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    public static long Step(DateTimeOffset now) => now.ToUnixTimeSeconds() / SecondsPerStep;

    /// <summary>The step whose code this is, the current one or its neighbours, later than the last one spent.</summary>
    public static long? Match(string secret, string code, DateTimeOffset now, long lastSpent)
    {
        var digits = new string([.. code.Where(char.IsAsciiDigit)]);
        long? matched = null;
        for (var step = Step(now) - 1; step <= Step(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(secret, step)), System.Text.Encoding.ASCII.GetBytes(digits))
                && step > lastSpent)
            {
                matched = step;
            }
        }

        return matched;
    }

    /// <summary>What authenticator apps scan.</summary>
    public static string Uri(string secret, string account) =>
        $"otpauth://totp/StudioOps:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer=StudioOps";

    private static byte[] Decode(string secret)
    {
        var bytes = new byte[secret.Length * 5 / 8];
        int bits = 0, buffer = 0, at = 0;
        foreach (var letter in secret)
        {
            buffer = (buffer << 5) | Base32.IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return bytes;
    }
}
