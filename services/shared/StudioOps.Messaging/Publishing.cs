using System.Collections.Concurrent;

namespace StudioOps.Messaging;

/// <summary>Messages handed to the bus that it has not confirmed yet.</summary>
/// <remarks>
/// A publish is never cancelled: this version of RabbitMQ's client loses count of its confirms when one is. Who does not want to wait longer leaves,
/// and whoever asks for the same message again waits for the same confirm. One not heard of for a minute went down with its connection.
/// </remarks>
internal sealed class Publishing(TimeProvider clock)
{
    private static readonly TimeSpan Lost = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<Guid, Sent> _sent = new();

    /// <param name="message">Its id.</param>
    /// <param name="send">Hands it to the bus.</param>
    /// <param name="patience">Ends the waiting, not the publishing.</param>
    public async Task SendAsync(Guid message, Func<Task> send, CancellationToken patience)
    {
        var sent = _sent.GetOrAdd(message, _ => new Sent(send(), clock.GetTimestamp()));
        try
        {
            await sent.Confirmed.WaitAsync(patience);
        }
        finally
        {
            if (sent.Confirmed.IsCompleted)
            {
                _sent.TryRemove(message, out _);
            }
            else
            {
                ForgetLost();
            }
        }
    }

    private void ForgetLost()
    {
        foreach (var (id, sent) in _sent)
        {
            if (clock.GetElapsedTime(sent.At) > Lost)
            {
                _sent.TryRemove(id, out _);
            }
        }
    }

    private sealed record Sent(Task Confirmed, long At);
}
