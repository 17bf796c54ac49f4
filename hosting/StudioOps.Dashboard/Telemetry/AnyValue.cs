using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace StudioOps.Dashboard.Telemetry;

/// <summary>A value of an attribute or a body. Numbers and flags are kept without a box.</summary>
internal readonly struct AnyValue : IEquatable<AnyValue>
{
    private static readonly object Whole = new();
    private static readonly object Fraction = new();
    private static readonly object Flag = new();
    private readonly object? _content;
    private readonly long _bits;

    private AnyValue(object? content, long bits = 0) => (_content, _bits) = (content, bits);

    public string? Text => _content as string;

    public static AnyValue Of(string text) => new(text);

    public static AnyValue Of(long number) => new(Whole, number);

    public static AnyValue Of(double number) => new(Fraction, BitConverter.DoubleToInt64Bits(number));

    public static AnyValue Of(bool flag) => new(Flag, flag ? 1 : 0);

    public static AnyValue Of(AnyValue[] list) => new(list);

    public static AnyValue Of(KeyValue[] map) => new(map);

    public bool Contains(SearchValues<string> text) => _content switch
    {
        string own => own.AsSpan().ContainsAny(text),
        AnyValue[] list => Contains(list, text),
        KeyValue[] map => KeyValue.Contain(map, text),
        null => false,
        _ => WrittenContains(text),
    };

    public void WriteTo(Utf8JsonWriter json)
    {
        switch (_content)
        {
            case string text:
                json.WriteStringValue(text);
                break;
            case AnyValue[] list:
                json.WriteStartArray();
                foreach (var value in list)
                {
                    value.WriteTo(json);
                }

                json.WriteEndArray();
                break;
            case KeyValue[] map:
                KeyValue.WriteTo(json, map);
                break;
            case { } mark when mark == Whole:
                json.WriteNumberValue(_bits);
                break;
            case { } mark when mark == Flag:
                json.WriteBooleanValue(_bits != 0);
                break;
            case { } when double.IsFinite(Double):
                json.WriteNumberValue(Double);
                break;
            case { }:
                json.WriteStringValue(ToString());   // NaN and the infinities have no JSON form
                break;
            default:
                json.WriteNullValue();
                break;
        }
    }

    public override string ToString() => _content switch
    {
        string text => text,
        null => string.Empty,
        AnyValue[] list => $"[{string.Join(", ", list)}]",
        KeyValue[] map => $"{{{string.Join(", ", map.Select(pair => $"{pair.Key}: {pair.Value}"))}}}",
        { } mark when mark == Whole => _bits.ToString(CultureInfo.InvariantCulture),
        { } mark when mark == Flag => _bits != 0 ? "true" : "false",
        _ => Double.ToString(CultureInfo.InvariantCulture),
    };

    public bool Equals(AnyValue other) => _bits == other._bits && (_content, other._content) switch
    {
        (string one, string two) => one == two,
        (AnyValue[] one, AnyValue[] two) => one.AsSpan().SequenceEqual(two),
        (KeyValue[] one, KeyValue[] two) => one.AsSpan().SequenceEqual(two),
        var (one, two) => ReferenceEquals(one, two),
    };

    public override bool Equals(object? obj) => obj is AnyValue other && Equals(other);

    public override int GetHashCode() => _content is string text ? text.GetHashCode(StringComparison.Ordinal) : _bits.GetHashCode();

    private double Double => BitConverter.Int64BitsToDouble(_bits);

    private static bool Contains(AnyValue[] list, SearchValues<string> text)
    {
        foreach (var value in list)
        {
            if (value.Contains(text))
            {
                return true;
            }
        }

        return false;
    }

    private bool WrittenContains(SearchValues<string> text)
    {
        if (_content != Whole)
        {
            return ToString().AsSpan().ContainsAny(text);
        }

        Span<char> digits = stackalloc char[20];
        _bits.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        return digits[..length].ContainsAny(text);
    }
}
