using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace StudioOps.Tokens;

// The framework's decoder skips white space, accepts padding and ignores left-over bits. RFC 7515 allows none of
// that, and two spellings of one token are two cache entries and two log lines for the same bearer.
internal static class StrictBase64Url
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var rest = text.Length % 4;
        if (rest == 1 || text.ContainsAnyExcept(Letters))
        {
            return false;
        }

        if (rest != 0)
        {
            var unused = rest == 2 ? 0b1111 : 0b11;
            if ((Alphabet.IndexOf(text[^1], StringComparison.Ordinal) & unused) != 0)
            {
                return false;
            }
        }

        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
