using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace StudioOps.EndToEnd.Tests;

/// <summary>An authenticator app (RFC 6238: SHA-1, 6 digits, 30 s) that never shows a code twice, since identity takes each but once.</summary>
internal static class Totp
{
    private static readonly ConcurrentDictionary<string, long> Shown = new();

    /// <summary>This step's code or, where that was shown, the next one's, which identity takes up to one step early.</summary>
    public static async Task<string> NextCodeAsync(string base32)
    {
        var step = Shown.AddOrUpdate(base32, Step(), (_, last) => Math.Max(Step(), last + 1));
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (Step() + 1 < step)
        {
            await tick.WaitForNextTickAsync();
        }

        return Code(base32, step);
    }

    private static long Step() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;

    private static string Code(string base32, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // RFC 6238 authenticators use SHA-1
        var hash = HMACSHA1.HashData(Decode(base32), counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static byte[] Decode(string base32)
    {
        var (bytes, buffer, bits) = (new List<byte>(), 0, 0);
        foreach (var character in base32.Where(char.IsLetterOrDigit))
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(char.ToUpperInvariant(character), StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bytes.Add((byte)(buffer >> (bits - 8)));
                bits -= 8;
            }
        }

        return [.. bytes];
    }
}
