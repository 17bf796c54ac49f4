using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using StackExchange.Redis;

namespace StudioOps.Gateway.Bff;

/// <summary>Data Protection's key ring in Redis, shared by all copies, each key encrypted with <c>KeyRing:Password</c>, which Redis never sees.</summary>
internal static class KeyRing
{
    private const int ShortestPassword = 32;

    public static void AddKeyRing(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["KeyRing:Password"] is not { Length: >= ShortestPassword } password)
        {
            throw new InvalidOperationException($"KeyRing:Password is missing or shorter than {ShortestPassword} characters: set KeyRing__Password.");
        }

        builder.Services.AddSingleton(new KeyRingCipher(password));
        builder.Services.AddSingleton<KeyRingRepository>();
        builder.Services.AddDataProtection().SetApplicationName("StudioOps.Gateway");
        builder.Services.AddOptions<KeyManagementOptions>().Configure<KeyRingRepository, KeyRingCipher>((options, repository, cipher) =>
        {
            options.XmlRepository = repository;
            options.XmlEncryptor = new KeyRingEncryptor(cipher);
        });
    }
}

/// <summary>The framework asks synchronously, at start and once a day, from the thread pool; each wait here is bounded.</summary>
internal sealed class KeyRingRepository(GatewayRedis redis) : IXmlRepository
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly RedisKey Ring = GatewayRedis.Key("keys", "ring");

    public IReadOnlyCollection<XElement> GetAllElements() =>
        [.. redis.AskAsync(database => database.ListRangeAsync(Ring), Patience).GetAwaiter().GetResult().Select(text => XElement.Parse(text!))];

    public void StoreElement(XElement element, string friendlyName) =>
        redis.AskAsync(database => database.ListRightPushAsync(Ring, element.ToString(SaveOptions.DisableFormatting)), Patience).GetAwaiter().GetResult();
}

/// <summary>AES-256-GCM under a key derived from the configured password, which is random and long, so one HKDF step suffices.</summary>
internal sealed class KeyRingCipher(string password)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(password), 32, info: "studioops gateway key ring"u8.ToArray());

    public byte[] Encrypt(byte[] plain)
    {
        var box = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength));
        return box;
    }

    public byte[] Decrypt(byte[] box)
    {
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(_key, TagLength);
        aes.Decrypt(box.AsSpan(0, NonceLength), box.AsSpan(NonceLength + TagLength), box.AsSpan(NonceLength, TagLength), plain);
        return plain;
    }
}

internal sealed class KeyRingEncryptor(KeyRingCipher cipher) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement("sealed", Convert.ToBase64String(cipher.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))),
        typeof(KeyRingDecryptor));
}

/// <summary>Made by Data Protection from the type name in the element.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    private readonly KeyRingCipher _cipher = services.GetRequiredService<KeyRingCipher>();

    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(_cipher.Decrypt(Convert.FromBase64String(encryptedElement.Value))));
}
