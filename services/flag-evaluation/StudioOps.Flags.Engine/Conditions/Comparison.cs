namespace StudioOps.Flags.Engine;

/// <summary>How two ordered things are compared.</summary>
public enum Comparison
{
    /// <summary>Equal.</summary>
    Equal,

    /// <summary>Not equal.</summary>
    NotEqual,

    /// <summary>Less, or earlier.</summary>
    Less,

    /// <summary>Less or equal, or not later.</summary>
    AtMost,

    /// <summary>Greater, or later.</summary>
    Greater,

    /// <summary>Greater or equal, or not earlier.</summary>
    AtLeast,
}

internal static class Comparisons
{
    /// <summary>Whether an order, as <see cref="IComparable{T}"/> tells it, is the one asked for.</summary>
    public static bool Holds(this Comparison comparison, int order) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.NotEqual => order != 0,
        Comparison.Less => order < 0,
        Comparison.AtMost => order <= 0,
        Comparison.Greater => order > 0,
        _ => order >= 0,
    };
}
