namespace StudioOps.Flags.Engine;

/// <summary>What one flag answered, and why.</summary>
public readonly struct Evaluation : IEquatable<Evaluation>
{
    // A byte each: with them as full enums the answer to a hundred flags would not fit one page.
    private readonly byte _reason;
    private readonly byte _scope;
    private readonly byte _error;
    private readonly string? _because;

    internal Evaluation(
        CompiledFlag? flag, Variant? variant, Reason reason, Scope scope, long revision, string? because = null, ErrorCode error = ErrorCode.None)
    {
        Flag = flag;
        Variant = variant;
        _reason = (byte)reason;
        _scope = (byte)scope;
        Revision = revision;
        _because = because;
        _error = (byte)error;
    }

    /// <summary>The flag asked; null when there is none of that name.</summary>
    public CompiledFlag? Flag { get; }

    /// <summary>
    /// The variant to serve, null when there is none. With an error this is the fail-safe variant: a caller in this process may use it,
    /// a protocol answers the error.
    /// </summary>
    public Variant? Variant { get; }

    /// <summary>Revision of the snapshot that answered.</summary>
    public long Revision { get; }

    /// <summary>The rule that decided, if one did.</summary>
    public string? RuleId => Scope == Scope.Prerequisite ? null : _because;

    /// <summary>The flag that does not serve what this one needs, if that decided.</summary>
    public string? FailedPrerequisite => Scope == Scope.Prerequisite ? _because : null;

    /// <summary>Why.</summary>
    public Reason Reason => (Reason)_reason;

    /// <summary>Which step decided.</summary>
    public Scope Scope => (Scope)_scope;

    /// <summary>Why not, if it could not be decided.</summary>
    public ErrorCode Error => (ErrorCode)_error;

    /// <summary>The value to serve; meaningless without <see cref="Variant"/>.</summary>
    public FlagValue Value => Variant?.Value ?? default;

    /// <summary>Compares two answers.</summary>
    public static bool operator ==(Evaluation left, Evaluation right) => left.Equals(right);

    /// <summary>Compares two answers.</summary>
    public static bool operator !=(Evaluation left, Evaluation right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Evaluation other) =>
        ReferenceEquals(Flag, other.Flag) && ReferenceEquals(Variant, other.Variant) && Revision == other.Revision
        && _because == other._because && Reason == other.Reason && Scope == other.Scope && Error == other.Error;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Evaluation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Flag, Variant, Revision, _because, Reason, Scope, Error);
}
