using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Tokens;

namespace StudioOps.Admin.Audit;

/// <summary>One line of an export: <c>start</c>, any number of <c>record</c>, <c>end</c>.</summary>
internal sealed record ExportLine(string Kind)
{
    public const string StartKind = "start";
    public const string RecordKind = "record";
    public const string EndKind = "end";

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // a file, never part of a page
    };

    /// <summary>Of the start: when it was taken.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Of the start: every chain is in it, so that numbers must be without gaps.</summary>
    public bool? Whole { get; init; }

    /// <summary>Of a record: the hash it follows, in hex.</summary>
    public string? PreviousHash { get; init; }

    /// <summary>Of a record: SHA-256 over that hash (32 bytes) and the RFC 8785 form of <see cref="Body"/>, in hex.</summary>
    public string? Hash { get; init; }

    /// <summary>Of a record: what the hash covers.</summary>
    [JsonPropertyName("record")]
    public JsonElement? Body { get; init; }

    /// <summary>Of the end: how many records came before.</summary>
    public long? Records { get; init; }

    /// <summary>Of the end: sealed heads, each a compact JWS.</summary>
    public IReadOnlyList<string>? Heads { get; init; }

    /// <summary>Of the end: the public key that verifies them; trust it only if you know its thumbprint.</summary>
    public JsonElement? Key { get; init; }

    public static ExportLine Start(DateTimeOffset at, bool whole) => new(StartKind) { At = at, Whole = whole };

    public static ExportLine Record(AuditRecord row) => new(RecordKind)
    {
        PreviousHash = Convert.ToHexStringLower(row.PreviousHash), Hash = Convert.ToHexStringLower(row.Hash), Body = row.ToBody().ToJson(),
    };

    public static ExportLine End(long records, IReadOnlyList<string> heads, JsonWebKey key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            key.WriteTo(writer);
        }

        return new(EndKind) { Records = records, Heads = heads, Key = JsonSerializer.Deserialize<JsonElement>(buffer.WrittenSpan) };
    }
}
