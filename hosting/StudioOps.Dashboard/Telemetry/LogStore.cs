namespace StudioOps.Dashboard.Telemetry;

/// <summary>Log records by their time, up to a number and bytes; the oldest goes first.</summary>
internal sealed class LogStore(int mostRecords, long mostBytes)
{
    // Senders batch by the second, so what comes late is not far back; beyond this the order may be off by a little.
    private const int LongestWalk = 4096;
    private readonly Lock _gate = new();
    private readonly Ring<LogRecord> _records = new();
    private long _bytes;
    private long _sequence;

    public int Count => _records.Count;

    public void Add(IReadOnlyList<LogRecord> records)
    {
        lock (_gate)
        {
            foreach (var record in records)
            {
                record.Sequence = ++_sequence;
                Insert(record);
                _bytes += record.Size;
            }

            while ((_records.Count > mostRecords || _bytes > mostBytes) && _records.Count > 1)
            {
                _bytes -= _records.RemoveFirst().Size;
            }
        }
    }

    public LogRecord[] All()
    {
        lock (_gate)
        {
            var all = new LogRecord[_records.Count];
            _records.CopyTo(all);
            return all;
        }
    }

    public void Clear(string? resource)
    {
        lock (_gate)
        {
            _records.RemoveAll(record =>
            {
                var goes = resource is null || record.Resource.Name == resource;
                _bytes -= goes ? record.Size : 0;
                return goes;
            });
        }
    }

    private void Insert(LogRecord record)
    {
        _records.Add(record);
        var least = Math.Max(0, _records.Count - LongestWalk);
        for (var at = _records.Count - 1; at > least && _records[at - 1].At > record.At; at--)
        {
            (_records[at - 1], _records[at]) = (_records[at], _records[at - 1]);
        }
    }
}
