using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;
using Npgsql;

namespace StudioOps.Identity.Keys;

/// <summary>Data Protection's key ring in the database, each element encrypted with <c>KeyRing:Password</c>, which the database never sees.</summary>
internal static class KeyRing
{
    private const int ShortestPassword = 32;

    public static void AddKeyRing(this IHostApplicationBuilder builder)
    {
        var password = builder.Configuration["KeyRing:Password"];
        if (password is not { Length: >= ShortestPassword })
        {
            throw new InvalidOperationException($"KeyRing:Password is missing or shorter than {ShortestPassword} characters: set KeyRing__Password.");
        }

        builder.Services.AddSingleton(new KeyRingCipher(password));
        builder.Services.AddDataProtection().SetApplicationName("StudioOps.Identity");
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services => new ConfigureOptions<KeyManagementOptions>(options =>
        {
            options.XmlRepository = new KeyRingRepository(services.GetRequiredKeyedService<NpgsqlDataSource>("identity"));
            options.XmlEncryptor = new KeyRingEncryptor(services.GetRequiredService<KeyRingCipher>());
        }));
    }
}

internal sealed class KeyRingRepository(NpgsqlDataSource database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var select = database.CreateCommand("select xml from key_ring order by id");
        using var reader = select.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var insert = database.CreateCommand("insert into key_ring (name, xml) values ($1, $2)");
        insert.Parameters.Add(new() { Value = friendlyName });
        insert.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        insert.ExecuteNonQuery();
    }
}

/// <summary>AES-256-GCM under a key derived from the configured password, which is random and long, so one HKDF step suffices.</summary>
internal sealed class KeyRingCipher(string password)
{
    private readonly byte[] _key = HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(password), 32, info: "studioops identity key ring"u8.ToArray());

    public byte[] Encrypt(byte[] plain)
    {
        var sealedBytes = new byte[12 + 16 + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, 12));
        using var aes = new AesGcm(_key, 16);
        aes.Encrypt(sealedBytes.AsSpan(0, 12), plain, sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16));
        return sealedBytes;
    }

    public byte[] Decrypt(byte[] sealedBytes)
    {
        var plain = new byte[sealedBytes.Length - 28];
        using var aes = new AesGcm(_key, 16);
        aes.Decrypt(sealedBytes.AsSpan(0, 12), sealedBytes.AsSpan(28), sealedBytes.AsSpan(12, 16), plain);
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
