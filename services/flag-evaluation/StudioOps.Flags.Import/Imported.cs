using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import;

/// <summary>How much of something came over.</summary>
public enum Verdict
{
    /// <summary>All of it: every caller gets the answer it got before.</summary>
    TakenOver,

    /// <summary>Nearly: the note says for whom the answer may differ.</summary>
    Approximated,

    /// <summary>None of it. What it guarded is off.</summary>
    Refused,
}

/// <summary>What became of a flag, or of a part of it.</summary>
/// <param name="Flag">The flag as its system named it.</param>
/// <param name="Verdict">How much came over.</param>
/// <param name="Message">For whoever moves; empty when there is nothing to say.</param>
public sealed record ImportNote(string Flag, Verdict Verdict, string Message);

/// <summary>Another system's flags in our model, and the report of how they got there.</summary>
/// <param name="Definitions">The flags, in the order of their keys.</param>
/// <param name="Segments">The segments they ask for.</param>
/// <param name="Report">A line per flag that came over whole, and one per reservation.</param>
public sealed record Imported(IReadOnlyList<FlagDefinition> Definitions, IReadOnlyList<Segment> Segments, IReadOnlyList<ImportNote> Report)
{
    /// <summary>Compiles what was imported.</summary>
    public FlagSet Compile() => FlagSet.Compile(Definitions, segments: Segments);
}

/// <summary>Collects notes while one flag is read.</summary>
internal sealed class Notebook(string flag)
{
    private readonly List<ImportNote> _notes = [];

    public IEnumerable<ImportNote> Notes => _notes.Count > 0 ? _notes.Distinct() : [new(flag, Verdict.TakenOver, "")];

    public void Approximated(string message) => _notes.Add(new(flag, Verdict.Approximated, message));

    public void Refused(string message) => _notes.Add(new(flag, Verdict.Refused, message));
}

/// <summary>Conditions that ask nobody.</summary>
internal static class Constant
{
    public static Condition Always { get; } = new AllOf([]);

    public static Condition Never { get; } = new AnyOf([]);
}
