using System.Text;

namespace StudioOps.Testing;

/// <summary>Requests that are odd in how they are written, not in what they ask: addresses, headers and bodies nobody would send by mistake.</summary>
public static class OddRequests
{
    private const int MegaByte = 1024 * 1024;
    private static readonly string[] Methods = ["get", "BREW", "TRACE", "OPTIONS", "G\u0001T", "PROPFIND"];

    /// <summary>What is odd, and the bytes.</summary>
    /// <param name="host">For the Host header.</param>
    /// <param name="path">An address that answers to GET.</param>
    /// <param name="headers">Lines every request carries, a token for instance; each ends with a line break.</param>
    public static IEnumerable<(string What, byte[] Bytes)> Of(string host, string path, string headers)
    {
        var targets = new[]
        {
            ("NUL in the path", path + "%00"), ("NUL in the query", path + "?q=%00"), ("a NUL as it is", path + "\0"), ("a long path", path + "/" + new string('x', 7000)),
            ("an absurd path", path + "/" + new string('x', 40_000)), ("a long query", path + "?q=" + new string('x', 7000)), ("a path of no text", path + "/%ff%fe%80"),
            ("a slash written in two bytes", path + "/%c0%af"), ("bytes that are no text", path + "/\u00ff\u00fe"), ("half a percent", path + "/%"), ("no hex", path + "/%zz"),
            ("backslashes", path + "/..\\..\\x"), ("a thousand dots", path + string.Concat(Enumerable.Repeat("/..", 1000))), ("no path", "x"), ("another host", "http://elsewhere.example" + path),
            ("a fragment", path + "#x"), ("a thousand parameters", path + "?" + string.Join('&', Enumerable.Range(0, 1000).Select(i => $"a{i}"))),
        };
        var lines = new[]
        {
            ("a header of 40 kB", "X-Odd: " + new string('x', 40_000)), ("two hundred headers", string.Join("\r\n", Enumerable.Range(0, 200).Select(i => $"X-Odd-{i}: x"))),
            ("a header without a name", ": x"), ("a header without a value", "X-Odd"), ("a NUL in a header", "X-Odd: \0"), ("a header that is no text", "X-Odd: \u00ff\u00fe"),
            ("a folded header", "X-Odd: a\r\n b"), ("a second host", "Host: other.example"), ("a length that is none", "Content-Length: x"), ("a length below zero", "Content-Length: -1"),
            ("two lengths", "Content-Length: 1\r\nContent-Length: 2"), ("length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked"), ("unheard-of transfer", "Transfer-Encoding: banana"),
            ("an unheard-of expectation", "Expect: 7"), ("a range of nothing", "Range: bytes=9-1"), ("unheard-of encodings", "Accept-Encoding: ;q=x,\u00ff"), ("accepting nothing that is", "Accept: ;;/x,\u00ff"),
            ("broken cookies", "Cookie: =;;;\"\u0001; a"), ("a broken trace", "traceparent: 00-zz\r\ntracestate: " + new string('=', 600)), ("a heap of baggage", "baggage: " + new string('a', 9000)),
            ("a broken condition", "If-None-Match: \"\r\nIf-Match: W/x,,\"\r\nIf-Modified-Since: yesterday"), ("an upgrade to nothing", "Connection: Upgrade\r\nUpgrade: tea/1"), ("an odd origin", "Origin: \u00ff"),
            ("an odd correlation", "X-Correlation-Id: \u00ff\"'"), ("an odd language", "Accept-Language: " + new string('-', 500)),
        };
        return targets.Select(target => (target.Item1, Bytes("GET", target.Item2, "")))
            .Concat(lines.Select(line => (line.Item1, Bytes("GET", path, line.Item2 + "\r\n"))))
            .Concat(Methods.Select(method => ($"the method {method}", Bytes(method, path, ""))))
            .Append(("everything at once", Bytes("POST", path, "Content-Type: \u00ff/x\r\nIdempotency-Key: \u00ff\r\nTransfer-Encoding: chunked\r\n", "zz\r\n{}\r\n")));

        byte[] Bytes(string method, string target, string more, string body = "") =>
            Encoding.Latin1.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}{more}Connection: close\r\n\r\n{body}");
    }

    /// <summary>A body over the limit, its length said or not.</summary>
    public static IEnumerable<(string What, byte[] Bytes)> TooLarge(string host, string method, string path, string headers, long limit = MegaByte)
    {
        var start = $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\nConnection: close\r\n";
        var body = new string(' ', (int)limit) + "{}";
        yield return ("a body over the limit", Encoding.ASCII.GetBytes($"{start}Content-Length: {body.Length}\r\n\r\n{body}"));
        yield return ("the same in chunks", Encoding.ASCII.GetBytes($"{start}Transfer-Encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n"));
        yield return ("the same as a used key's", Encoding.ASCII.GetBytes($"{start}Idempotency-Key: too-large\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }

    /// <summary>What is wrong with the answer to an odd request; null when it was answered or refused cleanly.</summary>
    public static string? Judge(RawAnswer answer) =>
        answer.Status is < 200 or >= 500 ? $"answered {answer.Status}: {answer.Head} {answer.Body}"
        : answer.Status >= 400 && answer.Body.Length > 0 && !answer.Body.Contains("\"code\":", StringComparison.Ordinal) && !answer.Body.Contains("\"errorCode\":", StringComparison.Ordinal) ? $"answered {answer.Status} without a code: {answer.Body}"
        : null;
}
