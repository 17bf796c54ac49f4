namespace StudioOps.Flags.Engine;

/// <summary>A prerequisite made ready.</summary>
internal sealed class CompiledPrerequisite(Prerequisite source, CompiledFlag? flag)
{
    /// <summary>Served by a flag that could not be decided.</summary>
    public const short Nothing = short.MinValue;

    private readonly bool[] _accepted = flag is null ? [] : [.. flag.Variants.Select(variant => source.Variants.Contains(variant.Name))];

    public string Key => source.FlagKey;

    /// <summary>Whether it is met, given the index of the variant each flag serves.</summary>
    public bool IsMet(ReadOnlySpan<short> served) => flag is not null && served[flag.Index] is >= 0 and var variant && _accepted[variant];
}
