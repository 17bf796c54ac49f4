namespace StudioOps.Hosting.Orchestration;

internal sealed record ConsoleLine(long Sequence, string Resource, DateTimeOffset At, bool IsError, string Text);

/// <summary>The last lines of every resource, numbered across all of them; a talkative one cannot push out the others.</summary>
internal sealed class ConsoleHistory(TimeProvider clock, int perResource = 5_000)
{
    private const int LongestLine = 8 * 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<ConsoleLine>> _lines = new(StringComparer.OrdinalIgnoreCase);
    private long _sequence;

    public event Action? Added;

    public void Add(string resource, string text, bool isError)
    {
        lock (_gate)
        {
            if (!_lines.TryGetValue(resource, out var lines))
            {
                _lines[resource] = lines = new Queue<ConsoleLine>();
            }

            lines.Enqueue(new ConsoleLine(++_sequence, resource, clock.GetUtcNow(), isError, text.Length > LongestLine ? text[..LongestLine] + "…" : text));
            if (lines.Count > perResource)
            {
                lines.Dequeue();
            }
        }

        Added?.Invoke();
    }

    /// <summary>Oldest first: those after a number, or the newest when there is none.</summary>
    public IReadOnlyList<ConsoleLine> Read(string? resource, long? after, int limit)
    {
        lock (_gate)
        {
            var lines = _lines.Where(entry => string.IsNullOrEmpty(resource) || string.Equals(entry.Key, resource, StringComparison.OrdinalIgnoreCase))
                .SelectMany(entry => entry.Value.Where(line => line.Sequence > (after ?? 0)))
                .OrderBy(line => line.Sequence);
            return after is null ? [.. lines.TakeLast(limit)] : [.. lines.Take(limit)];
        }
    }
}
