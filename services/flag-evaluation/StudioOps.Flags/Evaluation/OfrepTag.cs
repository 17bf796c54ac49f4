using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Flags.Evaluation;

/// <summary>
/// The entity tag of a bulk answer: the tenant's revision, then a hash of everything else an answer can hang on, and nothing it cannot.
/// It is known before anything is evaluated.
/// </summary>
internal static class OfrepTag
{
    public static string Of(Question question, bool stale, string ticket, DateTimeOffset now)
    {
        var (snapshot, context) = (question.Snapshot, question.Context);
        var relevant = new ArrayBufferWriter<byte>(256);
        Add(snapshot.Tenant.Id);
        Add(snapshot.ExpiryEpoch(now).ToString(CultureInfo.InvariantCulture));
        Add(ticket);
        Add(stale ? "stale" : "");
        Add(question.TenantStatus ?? "");
        Add(question.Overridden);
        Add(snapshot.ReadsUser ? context.TargetingKey ?? "\u0001" : "");
        foreach (var role in context.Roles.Order(StringComparer.Ordinal))
        {
            Add(role);
        }

        foreach (var name in snapshot.Flags.AttributesRead)
        {
            Add(context.TryGetAttribute(name, out var value) ? $"{(int)value.Type}{value}" : "\u0001");
        }

        return $"\"{snapshot.Revision.ToString(CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(SHA256.HashData(relevant.WrittenSpan).AsSpan(0, 8))}\"";

        // Length first, so that no two lists of parts look the same.
        void Add(string part) => Encoding.UTF8.GetBytes($"{part.Length}:{part}", relevant);
    }

    /// <summary>RFC 9110 §13.1.2: weak comparison against a list, or <c>*</c>.</summary>
    public static bool Matches(string header, string tag) => header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Any(candidate => candidate == "*" || (candidate.StartsWith("W/", StringComparison.Ordinal) ? candidate[2..] : candidate) == tag);

    /// <summary>The revision in a tag, as <c>flagConfigEtag</c> brings it back; 0 when it is none of ours.</summary>
    public static long Revision(string tag) =>
        long.TryParse(tag.Trim('"').Split('-', '.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;
}
