namespace StudioOps.Dashboard.Telemetry;

/// <summary>Nanoseconds since 1970, as the protocol counts, and the calendar.</summary>
internal static class Moment
{
    public const long Second = 1_000_000_000;

    public static DateTime Utc(long nanoseconds) =>
        DateTime.UnixEpoch.AddTicks(Math.Clamp(nanoseconds / 100, 0, (DateTime.MaxValue - DateTime.UnixEpoch).Ticks));

    public static long Of(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static double Milliseconds(long nanoseconds) => nanoseconds / 1e6;
}
