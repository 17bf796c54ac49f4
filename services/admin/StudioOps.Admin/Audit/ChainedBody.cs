using System.Security.Cryptography;
using System.Text.Json;
using StudioOps.Contracts;

namespace StudioOps.Admin.Audit;

/// <summary>What a link's hash covers, and what an export shows. A field added later must be null-able and left out when null.</summary>
internal sealed record ChainedBody(
    Guid? TenantId,
    long Sequence,
    string Source,
    long Number,
    string Action,
    string ObjectType,
    string ObjectId,
    string ObjectName,
    Actor Actor,
    string? Reason,
    IReadOnlyList<FieldChange> Changes,
    string? CorrelationId,
    string? TraceId,
    DateTimeOffset OccurredAt,
    DateTimeOffset RecordedAt)
{
    public JsonElement ToJson() => JsonSerializer.SerializeToElement(this, JsonSerializerOptions.Web);

    public byte[] HashAfter(ReadOnlySpan<byte> previous) => HashAfter(previous, ToJson());

    /// <summary>SHA-256 over the previous hash and the canonical JSON of the body, its sequence in it.</summary>
    public static byte[] HashAfter(ReadOnlySpan<byte> previous, JsonElement body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(CanonicalJson.Of(body));
        return hash.GetHashAndReset();
    }
}
