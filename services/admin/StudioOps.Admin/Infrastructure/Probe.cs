using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace StudioOps.Admin.Infrastructure;

/// <summary>How a neighbour is.</summary>
internal enum ProbeState
{
    /// <summary>Not asked yet, or too long ago to say anything about now.</summary>
    Unknown,

    /// <summary>It answered soundly and in time.</summary>
    Up,

    /// <summary>It answered, but slowly, or says itself that something is wrong.</summary>
    Degraded,

    /// <summary>It did not answer, or not as what it should be.</summary>
    Down,
}

/// <summary>One answer.</summary>
/// <param name="At">When the question ended, in UTC.</param>
/// <param name="State">What it says.</param>
/// <param name="TcpMilliseconds">Until the connection stood; null when it never did.</param>
/// <param name="Milliseconds">Until the answer was understood; null when there was none.</param>
/// <param name="Error">What is wrong, or null.</param>
internal sealed record ProbeResult(DateTimeOffset At, ProbeState State, double? TcpMilliseconds, double? Milliseconds, string? Error);

internal static class Probe
{
    /// <summary>Asks once: connects, says hello, reads until the answer is recognised.</summary>
    public static async Task<ProbeResult> AskAsync(Neighbour neighbour, InfrastructureOptions options, TimeProvider clock, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        var started = clock.GetTimestamp();
        double? connected = null;
        try
        {
            using var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(neighbour.Host, neighbour.Port, deadline.Token);
            connected = Elapsed(clock, started);
            var verdict = await ConverseAsync(await StreamAsync(client, neighbour, deadline.Token), neighbour, deadline.Token);
            var took = Elapsed(clock, started);
            if (verdict.State == ProbeState.Up && took > options.SlowMilliseconds)
            {
                verdict = new Verdict(ProbeState.Degraded, $"It answered slowly: {took:0} ms.");
            }

            return new(clock.GetUtcNow(), verdict.State, connected, took, verdict.Error);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            var what = connected is null ? "No connection" : "No answer";
            return new(clock.GetUtcNow(), ProbeState.Down, connected, null, $"{what} within {options.TimeoutSeconds:0.##} s.");
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            return new(clock.GetUtcNow(), ProbeState.Down, connected, null, (e.InnerException ?? e).Message);
        }
    }

    private static async Task<Stream> StreamAsync(TcpClient client, Neighbour neighbour, CancellationToken ct)
    {
        if (!neighbour.Tls)
        {
            return client.GetStream();
        }

        // A certificate that does not fit is wrong: nobody else would accept it either.
        var encrypted = new SslStream(client.GetStream());
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = neighbour.Host }, ct);
        return encrypted;
    }

    private static async Task<Verdict> ConverseAsync(Stream stream, Neighbour neighbour, CancellationToken ct)
    {
        if (neighbour.Protocol.Hello($"{neighbour.Host}:{neighbour.Port}") is { Length: > 0 } hello)
        {
            await stream.WriteAsync(hello, ct);
        }

        var buffer = new byte[Protocol.MostBytes];
        var length = 0;
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), ct) is var read and > 0)
        {
            length += read;
            if (neighbour.Protocol.Judge(buffer.AsMemory(0, length)) is { } verdict)
            {
                return verdict;
            }
        }

        return Verdict.Bad(length == 0 ? "It closed the connection without a word." : "Its answer made no sense.");
    }

    private static double Elapsed(TimeProvider clock, long since) => Math.Round(clock.GetElapsedTime(since).TotalMilliseconds, 2);
}
