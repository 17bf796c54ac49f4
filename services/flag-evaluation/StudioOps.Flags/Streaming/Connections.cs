using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Streaming;

/// <summary>The streams open at this copy.</summary>
internal sealed class Connections
{
    private readonly ConcurrentDictionary<string, Connection> _open = new(StringComparer.Ordinal);
    private readonly string _copy = Guid.CreateVersion7().ToString("n")[^8..];
    private readonly int _perSession;
    private long _last;

    public Connections(IOptions<StreamOptions> options)
    {
        _perSession = options.Value.PerSession;
        Telemetry.Meter.CreateObservableGauge("studioops.flags.streams", () => _open.Count, "{stream}", "Clients that follow changes.");
    }

    public int Count => _open.Count;

    public IEnumerable<Connection> All => _open.Values;

    public Connection? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>
    /// Opens a stream. Null when the session holds as many as it may and this client was here before: it is answered and sent away for a
    /// moment. A new tab takes the oldest's place, so that it loads, and the one in the background takes turns.
    /// </summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller closes it.")]
    public Connection? Open(Ticket ticket, bool returning)
    {
        if (ticket.Bearer.SessionId is { } session)
        {
            var held = _open.Values.Where(open => !open.Ended && open.Ticket.Bearer.SessionId == session).OrderBy(open => Number(open.Id)).ToList();
            if (held.Count >= _perSession && returning)
            {
                return null;
            }

            foreach (var oldest in held.Take(held.Count - _perSession + 1))
            {
                oldest.End();
            }
        }

        var connection = new Connection(NextId(), ticket);
        _open[connection.Id] = connection;
        return connection;
    }

    /// <summary>An id of this copy's; it never comes again.</summary>
    public string NextId() => $"{_copy}-{Interlocked.Increment(ref _last)}";

    public void Close(Connection connection)
    {
        _open.TryRemove(connection.Id, out _);
        connection.Dispose();
    }

    private static long Number(string id) => long.Parse(id.AsSpan(id.IndexOf('-', StringComparison.Ordinal) + 1), System.Globalization.CultureInfo.InvariantCulture);
}
