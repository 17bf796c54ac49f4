namespace StudioOps.Flags.Import.Files;

/// <summary>What people know of a definition and the engine need not: words, owner, where it is in its life. What is left out stays as it is.</summary>
/// <param name="Kind">flag or segment.</param>
/// <param name="Key">Which.</param>
public sealed record About(string Kind, string Key)
{
    /// <summary>One line for lists.</summary>
    public string? Description { get; init; }

    /// <summary>What switching it on does.</summary>
    public string? HelpText { get; init; }

    /// <summary>Who is asked about it.</summary>
    public string? Owner { get; init; }

    /// <summary>What it is for: release, experiment, operational, permission or entitlement.</summary>
    public string? Purpose { get; init; }

    /// <summary>draft, active or permanent.</summary>
    public string? Lifecycle { get; init; }

    /// <summary>Words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What its cohorts hang on, so that they are the same wherever it is new. Where it is known it stays.</summary>
    public string? Salt { get; init; }
}
