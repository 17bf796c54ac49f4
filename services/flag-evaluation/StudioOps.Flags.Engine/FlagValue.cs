using System.Globalization;

namespace StudioOps.Flags.Engine;

/// <summary>One typed value, held without boxing. A JSON object is kept as the text it will be sent as.</summary>
public readonly struct FlagValue : IEquatable<FlagValue>
{
    /// <summary>The largest integer, either sign, that survives a client that reads numbers as doubles.</summary>
    public const double LargestInteger = 9_007_199_254_740_991;

    private readonly string? _text;
    private readonly double _number;

    private FlagValue(FlagType type, string? text, double number)
    {
        Type = type;
        _text = text;
        _number = number;
    }

    /// <summary>Which of the accessors holds the value.</summary>
    public FlagType Type { get; }

    /// <summary>The value of a boolean; false for every other type.</summary>
    public bool AsBoolean => Type == FlagType.Boolean && _number != 0;

    /// <summary>The value of a number; zero for every other type.</summary>
    public double AsNumber => Type == FlagType.Number ? _number : 0;

    /// <summary>The value of a string or the JSON text of an object; null for every other type.</summary>
    public string? AsText => _text;

    /// <summary>A boolean.</summary>
    /// <param name="value">The value.</param>
    public static FlagValue Of(bool value) => new(FlagType.Boolean, null, value ? 1 : 0);

    /// <summary>A string.</summary>
    /// <param name="value">The value.</param>
    public static FlagValue Of(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new(FlagType.String, value, 0);
    }

    /// <summary>A number.</summary>
    /// <param name="value">The value.</param>
    public static FlagValue Of(double value) => new(FlagType.Number, null, value);

    /// <summary>A JSON object, already serialised.</summary>
    /// <param name="json">The text of one JSON object. The engine does not parse it.</param>
    public static FlagValue OfJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new(FlagType.Object, json, 0);
    }

    /// <summary>Compares two values.</summary>
    public static bool operator ==(FlagValue left, FlagValue right) => left.Equals(right);

    /// <summary>Compares two values.</summary>
    public static bool operator !=(FlagValue left, FlagValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(FlagValue other) =>
        Type == other.Type && _number.Equals(other._number) && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FlagValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, _text, _number);

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        FlagType.Boolean => AsBoolean ? "true" : "false",
        FlagType.Number => _number.ToString("R", CultureInfo.InvariantCulture),
        _ => _text!,
    };
}
