namespace StudioOps.Flags.Engine;

/// <summary>What another flag must serve before this one is anything but off. A flag that is missing or cannot be decided serves nothing.</summary>
/// <param name="FlagKey">The other flag.</param>
/// <param name="Variants">Names of its variants; serving any of them will do.</param>
public sealed record Prerequisite(string FlagKey, IReadOnlyList<string> Variants);
