using System.Diagnostics;
using System.Globalization;

namespace StudioOps.Bench;

/// <summary>Many open streams; says when each of them heard of a revision.</summary>
internal sealed class Listeners : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue, PooledConnectionLifetime = Timeout.InfiniteTimeSpan }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _reading = [];
    private readonly Lock _gate = new();
    private readonly List<double> _heard = [];
    private long _awaited = long.MaxValue;
    private long _since;
    private TaskCompletionSource _all = new();

    /// <summary>Opens them, and returns when each was told something.</summary>
    public async Task OpenAsync(int count, string address)
    {
        for (var i = _reading.Count; i < count; i += 50)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(50, count - i)).Select(async _ =>
            {
                var reader = new StreamReader(await _http.GetStreamAsync(address, _stop.Token));
                var first = await NextAsync(reader);
                lock (_gate)
                {
                    _reading.Add(ReadAsync(reader, first));
                }
            }));
        }
    }

    /// <summary>Makes a change; milliseconds from asking for it to its arrival, at each stream.</summary>
    public async Task<IReadOnlyList<double>> MeasureAsync(Func<Task<long>> change)
    {
        lock (_gate)
        {
            _heard.Clear();
            _awaited = -1;   // every newer id counts
            _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _since = Stopwatch.GetTimestamp();
        }

        await change();
        await _all.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return [.. _heard];
    }

    private async Task ReadAsync(StreamReader reader, long last)
    {
        try
        {
            while (true)
            {
                if (await NextAsync(reader) is var id && id > last)
                {
                    last = id;
                    Hear();
                }
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Done.
        }
    }

    private async Task<long> NextAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture);
            }
        }

        throw new IOException("The stream ended.");
    }

    private void Hear()
    {
        lock (_gate)
        {
            if (_awaited < 0)
            {
                _heard.Add(Stopwatch.GetElapsedTime(_since).TotalMilliseconds);
                if (_heard.Count == _reading.Count)
                {
                    _awaited = long.MaxValue;
                    _all.SetResult();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading);
        _http.Dispose();
        _stop.Dispose();
    }
}
