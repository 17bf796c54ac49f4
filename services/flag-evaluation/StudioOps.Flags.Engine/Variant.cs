namespace StudioOps.Flags.Engine;

/// <summary>A value with its name, as answers point at it.</summary>
public sealed class Variant
{
    internal Variant(string name, FlagValue value, int index)
    {
        Name = name;
        Value = value;
        Index = index;
    }

    /// <summary>Its name; <c>override</c> for a value only an override holds.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public FlagValue Value { get; }

    /// <summary>Its place among the flag's variants, or -1 for a value only an override holds.</summary>
    public int Index { get; }
}
