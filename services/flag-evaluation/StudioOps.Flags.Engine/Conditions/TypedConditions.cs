namespace StudioOps.Flags.Engine;

/// <summary>The attribute, a number or text that reads as one, compares so with a number.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Comparison">How.</param>
/// <param name="Value">With what.</param>
public sealed record AttributeNumber(string Attribute, Comparison Comparison, double Value) : AttributeCondition(Attribute);

/// <summary>
/// The attribute, text in ISO 8601 or a number of seconds since 1970, compares so with a moment. <see cref="ContextFacts.Now"/> compares
/// the time of the evaluation.
/// </summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Comparison">How.</param>
/// <param name="Value">With what.</param>
public sealed record AttributeDate(string Attribute, Comparison Comparison, DateTimeOffset Value) : AttributeCondition(Attribute);

/// <summary>The attribute is a semantic version that compares so with another; build metadata does not count.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Comparison">How.</param>
/// <param name="Version">With what.</param>
/// <param name="Lenient">Also takes a leading v, and a missing minor or patch number for zero, on both sides.</param>
public sealed record AttributeVersion(string Attribute, VersionComparison Comparison, string Version, bool Lenient = false) : AttributeCondition(Attribute);

/// <summary>The attribute is text that compares so with at least one of these.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Comparison">How.</param>
/// <param name="Values">With what.</param>
/// <param name="IgnoreCase">Whether upper and lower case are the same.</param>
public sealed record AttributeText(string Attribute, TextComparison Comparison, IReadOnlyList<string> Values, bool IgnoreCase = false)
    : AttributeCondition(Attribute);

/// <summary>
/// Somewhere in the attribute's text the pattern matches. The time it takes grows with the text and nothing else: what cannot be matched so,
/// back references and look-around, is refused.
/// </summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Pattern">A regular expression.</param>
/// <param name="IgnoreCase">Whether upper and lower case are the same.</param>
public sealed record AttributePattern(string Attribute, string Pattern, bool IgnoreCase = false) : AttributeCondition(Attribute);

/// <summary>The attribute is an IP address in one of these networks. An IPv4 address written as IPv6 is the same address.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Networks">Addresses, or networks as address/prefix length.</param>
public sealed record AttributeNetwork(string Attribute, IReadOnlyList<string> Networks) : AttributeCondition(Attribute);

/// <summary>How two texts are compared.</summary>
public enum TextComparison
{
    /// <summary>They are the same.</summary>
    Is,

    /// <summary>The attribute begins with it.</summary>
    StartsWith,

    /// <summary>The attribute ends with it.</summary>
    EndsWith,

    /// <summary>The attribute contains it.</summary>
    Contains,
}

/// <summary>How two versions are compared.</summary>
public enum VersionComparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less.</summary>
    Less,

    /// <summary>Less or equal.</summary>
    AtMost,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or equal.</summary>
    AtLeast,

    /// <summary>Of the same major and minor version.</summary>
    SameMinor,

    /// <summary>Of the same major version.</summary>
    SameMajor,
}
