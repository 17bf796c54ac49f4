using System.Globalization;

namespace StudioOps.Flags.Engine;

internal sealed class DateTest(AttributeSource source, Comparison comparison, DateTimeOffset wanted) : AttributeTest(source)
{
    private static readonly double LatestSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private static readonly double EarliestSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private readonly long _wanted = wanted.UtcTicks;

    protected override bool Holds(FlagValue value) => TryRead(value, out var ticks) && comparison.Holds(ticks.CompareTo(_wanted));

    private static bool TryRead(FlagValue value, out long ticks)
    {
        ticks = 0;
        if (value.Type == FlagType.Number)
        {
            var readable = value.AsNumber >= EarliestSecond && value.AsNumber <= LatestSecond;
            ticks = readable ? DateTimeOffset.UnixEpoch.UtcTicks + (long)(value.AsNumber * TimeSpan.TicksPerSecond) : 0;
            return readable;
        }

        // The parser of the base library takes much that nobody would call ISO 8601; this much must be there.
        if (value is not { Type: FlagType.String, AsText: [_, _, _, _, '-', _, _, '-', _, _, ..] text }
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
        {
            return false;
        }

        ticks = moment.UtcTicks;
        return true;
    }
}

/// <summary>The time of the evaluation against a date.</summary>
internal sealed class NowTest(Comparison comparison, DateTimeOffset wanted) : CompiledCondition
{
    private readonly long _wanted = wanted.UtcTicks;

    public override bool Holds(in Asked asked) => comparison.Holds(asked.Now.CompareTo(_wanted));

    public override FlagValue? Seen(in Asked asked) => FlagValue.Of(new DateTime(asked.Now, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture));
}
