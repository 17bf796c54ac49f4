using System.Buffers;
using System.Text;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>The public keys of an issuer, by name. Immutable.</summary>
public sealed class JsonWebKeySet
{
    private readonly JsonWebKey[] keys;

    /// <summary>A set of the given keys.</summary>
    public JsonWebKeySet(IEnumerable<JsonWebKey> keys) => this.keys = [.. keys];

    /// <summary>A set with no key, which refuses every token.</summary>
    public static JsonWebKeySet Empty { get; } = new([]);

    /// <summary>All usable keys, in the order of the document.</summary>
    public IReadOnlyList<JsonWebKey> Keys => keys;

    /// <summary>Reads a JWK set. Keys it cannot use are left out, as RFC 7517 §5 asks; shared secrets never come in this way.</summary>
    /// <exception cref="FormatException">The text is not a JWK set.</exception>
    public static JsonWebKeySet Parse(string json)
    {
        if (!JsonText.TryObject(Encoding.UTF8.GetBytes(json), out var document)
            || !document.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("This is not a JSON Web Key set.");
        }

        var usable = new List<JsonWebKey>();
        foreach (var item in list.EnumerateArray())
        {
            if (JsonWebKey.TryParse(item, out var key))
            {
                usable.Add(key);
            }
        }

        return new JsonWebKeySet(usable);
    }

    /// <summary>The key of that name, or nothing.</summary>
    public JsonWebKey? Find(string? keyId) => keyId is null ? null : Array.Find(keys, k => k.KeyId == keyId);

    /// <summary>The set as a JSON document.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in keys)
            {
                key.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
