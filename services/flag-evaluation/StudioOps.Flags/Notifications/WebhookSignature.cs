using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Streaming;

namespace StudioOps.Flags.Notifications;

/// <summary>Standard Webhooks, symmetric: <c>v1,</c> and the base64 of HMAC-SHA256 over id, timestamp and body with dots between.</summary>
internal static class WebhookSignature
{
    private const string Prefix = "whsec_";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static string Of(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));
}

/// <summary>Keeps secrets unreadable in the database, under a key made from the one that every copy of the service has.</summary>
internal sealed class Seal(IOptions<StreamOptions> options)
{
    private const int Nonce = 12;
    private const int Tag = 16;

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.TicketKey), 32, info: "studioops webhook secrets"u8.ToArray());

    public byte[] Close(string secret)
    {
        var text = Encoding.UTF8.GetBytes(secret);
        var closed = new byte[Nonce + Tag + text.Length];
        RandomNumberGenerator.Fill(closed.AsSpan(0, Nonce));
        using var aes = new AesGcm(_key, Tag);
        aes.Encrypt(closed.AsSpan(0, Nonce), text, closed.AsSpan(Nonce + Tag), closed.AsSpan(Nonce, Tag));
        return closed;
    }

    /// <exception cref="CryptographicException">It was closed under another key.</exception>
    public string Open(byte[] closed)
    {
        var text = new byte[closed.Length - Nonce - Tag];
        using var aes = new AesGcm(_key, Tag);
        aes.Decrypt(closed.AsSpan(0, Nonce), closed.AsSpan(Nonce + Tag), closed.AsSpan(Nonce, Tag), text);
        return Encoding.UTF8.GetString(text);
    }
}
