namespace StudioOps.Flags.Engine;

/// <summary>A condition made ready: its attribute resolved to where it is found, its values put where one look answers.</summary>
internal abstract class CompiledCondition
{
    /// <summary>What it was made from, for whoever asks why.</summary>
    public required Condition Source { get; init; }

    /// <summary>The conditions it combines; none for one that reads the context itself.</summary>
    public virtual IReadOnlyList<CompiledCondition> Parts => [];

    public abstract bool Holds(in Asked asked);

    /// <summary>What it looked at, for whoever asks why; null when there was nothing.</summary>
    public virtual FlagValue? Seen(in Asked asked) => null;
}

/// <summary>A condition over one attribute.</summary>
internal abstract class AttributeTest(AttributeSource source) : CompiledCondition
{
    public override bool Holds(in Asked asked) => source.TryRead(asked, out var value) && Holds(value);

    public override FlagValue? Seen(in Asked asked) => source.TryRead(asked, out var value) ? value : null;

    protected abstract bool Holds(FlagValue value);
}

/// <summary>A condition over one attribute that only text can meet.</summary>
internal abstract class TextTest(AttributeSource source) : CompiledCondition
{
    public override bool Holds(in Asked asked) => source.Text(asked) is { } text && Holds(text);

    public override FlagValue? Seen(in Asked asked) => source.TryRead(asked, out var value) ? value : null;

    protected abstract bool Holds(string text);
}
