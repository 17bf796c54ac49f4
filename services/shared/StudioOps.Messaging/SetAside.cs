using System.Collections.Concurrent;

namespace StudioOps.Messaging;

/// <summary>Aggregates whose next event was not confirmed: left alone for a moment, so that they do not hold up the others.</summary>
/// <remarks>Kept in memory only: another relay, or this one after a restart, simply tries again. Ages by the timestamp, which never stands still.</remarks>
internal sealed class SetAside(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, (long Since, TimeSpan Pause)> _aside = [];

    /// <summary>Who is left alone just now.</summary>
    public Guid[] Now() => [.. _aside.Where(one => clock.GetElapsedTime(one.Value.Since) < one.Value.Pause).Select(one => one.Key)];

    public void Failed(Guid aggregate) => _aside.AddOrUpdate(
        aggregate,
        _ => (clock.GetTimestamp(), First),
        (_, before) => (clock.GetTimestamp(), before.Pause * 2 < Longest ? before.Pause * 2 : Longest));

    public void Succeeded(Guid aggregate)
    {
        if (!_aside.IsEmpty)
        {
            _aside.TryRemove(aggregate, out _);
        }
    }
}
