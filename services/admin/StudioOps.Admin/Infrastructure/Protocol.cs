using System.Text;
using System.Text.Json;

namespace StudioOps.Admin.Infrastructure;

/// <summary>What to say to a neighbour once the connection stands, and what a sound answer is. An open port alone proves nothing.</summary>
/// <param name="Scheme">For showing addresses.</param>
/// <param name="Hello">What to send; given the host. Empty where the other side speaks first.</param>
/// <param name="Judge">Says of the bytes so far: null while more are needed, else the verdict.</param>
internal sealed record Protocol(string Scheme, Func<string, byte[]> Hello, Func<ReadOnlyMemory<byte>, Verdict?> Judge)
{
    /// <summary>No answer needs more than this to be recognised.</summary>
    public const int MostBytes = 16 * 1024;

    /// <summary>Asks for encryption; every PostgreSQL answers with the one letter S or N.</summary>
    public static readonly Protocol Postgres = new(
        "postgres", _ => [0, 0, 0, 8, 4, 210, 22, 47], answer => answer.Span[0] is (byte)'S' or (byte)'N' ? Verdict.Good : NotThis("PostgreSQL"));

    /// <summary>A refused password is an answer too: it is Redis that refuses.</summary>
    public static readonly Protocol Redis = new(
        "redis", _ => "PING\r\n"u8.ToArray(), answer => ByStart(answer, "Redis", Verdict.Good, "+PONG", "-NOAUTH"));

    /// <summary>The broker answers the protocol header with a method frame on channel 0.</summary>
    public static readonly Protocol RabbitMq = new(
        "amqp", _ => "AMQP\0\0\u0009\u0001"u8.ToArray(),
        answer => answer.Length < 3 ? null : answer.Span[..3].SequenceEqual((ReadOnlySpan<byte>)[1, 0, 0]) ? Verdict.Good : NotThis("RabbitMQ"));

    public static readonly Protocol Smtp = new("smtp", _ => [], answer => ByStart(answer, "a mail server", Verdict.Good, "220"));

    /// <summary>Any HTTP server that does not say it is broken.</summary>
    public static readonly Protocol HttpAnswer = new("http", host => Get(host, "/"), answer => Http(answer, (status, _) => status < 500 ? Verdict.Good : Verdict.Bad($"It answered {status}.")));

    /// <summary>One of our own: 200 and its readiness in a word.</summary>
    public static readonly Protocol Service = new("http", host => Get(host, "/health/ready"), answer => Http(answer, Readiness));

    private static byte[] Get(string host, string path) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nUser-Agent: studioops-probe\r\nConnection: close\r\n\r\n");

    private static Verdict? ByStart(ReadOnlyMemory<byte> answer, string product, Verdict good, params string[] starts)
    {
        var text = Encoding.Latin1.GetString(answer.Span);
        return starts.Any(start => text.StartsWith(start, StringComparison.Ordinal)) ? good
            : starts.Any(start => start.StartsWith(text, StringComparison.Ordinal)) ? null
            : NotThis(product);
    }

    private static Verdict? Http(ReadOnlyMemory<byte> answer, Func<int, string, Verdict?> judge)
    {
        var text = Encoding.Latin1.GetString(answer.Span);
        if (!text.StartsWith("HTTP/1."[..Math.Min(7, text.Length)], StringComparison.Ordinal))
        {
            return NotThis("an HTTP server");
        }

        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        return text.Length > 12 && int.TryParse(text.AsSpan(9, 3), out var status) ? judge(status, text[(end + 4)..]) : NotThis("an HTTP server");
    }

    private static Verdict? Readiness(int status, string body)
    {
        // The body may be chunked; between the sizes stands one small object.
        var (open, close) = (body.IndexOf('{', StringComparison.Ordinal), body.LastIndexOf('}'));
        if (open < 0 || close < open)
        {
            return null;
        }

        try
        {
            var word = JsonSerializer.Deserialize<JsonElement>(body[open..(close + 1)]).TryGetProperty("status", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            return (status, word) switch
            {
                (200, "healthy") => Verdict.Good,
                (200, "degraded") => new Verdict(ProbeState.Degraded, "It says it is degraded."),
                (_, null) => NotThis("a StudioOps service"),
                _ => Verdict.Bad($"It answered {status} and says it is {word}."),
            };
        }
        catch (JsonException)
        {
            return NotThis("a StudioOps service");
        }
    }

    private static Verdict NotThis(string product) => Verdict.Bad($"What answered there is not {product}.");
}

/// <summary>What an answer says.</summary>
internal sealed record Verdict(ProbeState State, string? Error)
{
    public static readonly Verdict Good = new(ProbeState.Up, null);

    public static Verdict Bad(string error) => new(ProbeState.Down, error);
}
