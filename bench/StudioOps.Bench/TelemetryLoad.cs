using System.Globalization;
using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Bench;

/// <summary>What a busy graph would send: attributes as the semantic conventions have them, every text as varied as in life.</summary>
internal static class TelemetryLoad
{
    public const int SpansPerBatch = 512;
    private const int LogsPerBatch = 1_000;
    private static readonly ulong Now = (ulong)(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000);

    public static IEnumerable<byte[]> Spans() => Enumerable.Range(0, 250).Select(batch =>
        Request($"service-{batch % 6}", Enumerable.Range(batch * SpansPerBatch, SpansPerBatch).Select(Call)));

    public static IEnumerable<byte[]> Logs(int count) => Enumerable.Range(0, count / LogsPerBatch).Select(batch =>
        Request($"service-{batch % 6}", Enumerable.Range(batch * LogsPerBatch, LogsPerBatch).Select(Line)));

    public static IEnumerable<byte[]> Points(int series, int times) =>
        from time in Enumerable.Range(0, times)
        from service in Enumerable.Range(0, 10)
        select Request($"service-{service}", (byte[])[.. Text(1, "queue.length"), .. Message(5, [.. Enumerable.Range(0, series / 10).SelectMany(number => Point(number, time))])]);

    private static byte[] Point(int series, int time) => Message(1, [
        .. Fixed(3, Now + ((ulong)time * 1_000_000_000)), .. Fixed(6, (ulong)((series * 31) + time)), .. Attribute(7, "queue", Text(1, $"queue-{series}"))]);

    private static byte[] Call(int number) => Span(
        Id((number / 12) + 1, 16), Id(number + 1, 8), number % 3 == 0 ? "GET /api/v1/orders/{order}" : "SELECT orders", Now + (ulong)number, Now + (ulong)number + 1_500_000,
        Message(4, Id(number, 8)),
        Varint(6, 2),
        Attribute(9, "http.request.method", Text(1, "GET")),
        Attribute(9, "http.route", Text(1, "/api/v1/orders/{order}")),
        Attribute(9, "http.response.status_code", Varint(3, 200)),
        Attribute(9, "url.path", Text(1, Invariant($"/api/v1/orders/order-{number}"))),
        Attribute(9, "server.address", Text(1, "127.0.0.1")),
        Attribute(9, "server.port", Varint(3, 8080)),
        Attribute(9, "network.protocol.version", Text(1, "1.1")),
        Attribute(9, "db.query.text", Text(1, "select id, name, placed_at, total from orders where tenant = $1 and id = $2 order by placed_at desc limit 50")));

    private static byte[] Line(int number) => Log(
        Now + (ulong)number, (byte)(number % 10 == 0 ? 13 : 9), Invariant($"Order order-{number} of customer customer-{number % 977} was taken in {number % 450} ms and handed to the packing line"),
        Attribute(6, "Order", Text(1, Invariant($"order-{number}"))),
        Attribute(6, "Customer", Text(1, Invariant($"customer-{number % 977}"))),
        Attribute(6, "Elapsed", Varint(3, (ulong)number % 450)),
        Attribute(6, "{OriginalFormat}", Text(1, "Order {Order} of customer {Customer} was taken in {Elapsed} ms and handed to the packing line")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
