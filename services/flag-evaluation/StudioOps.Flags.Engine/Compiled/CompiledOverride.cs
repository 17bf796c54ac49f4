namespace StudioOps.Flags.Engine;

/// <summary>One override made ready. Several for the same subject form a chain.</summary>
internal sealed class CompiledOverride(Override source, Variant variant, CompiledOverride? next)
{
    private readonly long _expires = source.ExpiresAt?.UtcTicks ?? long.MaxValue;
    private readonly int _rank = source.Rank;

    public string Subject { get; } = source.Subject;

    public string? Id { get; } = source.Id;

    public Variant Variant => variant;

    public CompiledOverride? Next => next;

    public DateTimeOffset? ExpiresAt => _expires == long.MaxValue ? null : new DateTimeOffset(_expires, TimeSpan.Zero);

    private bool Denies => variant.Value is { Type: FlagType.Boolean, AsBoolean: false };

    public bool IsLive(long now) => now < _expires;

    /// <summary>Of two that speak for one level: a boolean's false; otherwise the lower rank, then the smaller name; then the one already chosen.</summary>
    public static CompiledOverride Stronger(CompiledOverride? chosen, CompiledOverride other)
    {
        if (chosen is null)
        {
            return other;
        }

        if (chosen.Denies != other.Denies)
        {
            return chosen.Denies ? chosen : other;
        }

        var order = chosen._rank != other._rank ? chosen._rank.CompareTo(other._rank) : string.CompareOrdinal(chosen.Subject, other.Subject);
        return order <= 0 ? chosen : other;
    }
}
