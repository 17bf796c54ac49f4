using System.Text;

namespace StudioOps.Testing.Telemetry;

/// <summary>The messages of opentelemetry-proto 1.x, as far as tests look at them.</summary>
internal static class OtlpReader
{
    private static readonly string[] Kinds = ["internal", "internal", "server", "client", "producer", "consumer"];
    private static readonly string[] Statuses = ["unset", "ok", "error"];

    private static readonly Dictionary<int, (string Kind, int Attributes)> Data = new()
    {
        [5] = ("gauge", 7), [7] = ("sum", 7), [9] = ("histogram", 9), [10] = ("exponential histogram", 1),
    };

    public static IEnumerable<ReceivedSpan> Spans(byte[] request) => Items(request).Select(item =>
    {
        var fields = Wire.Fields(item.Item).ToLookup(field => field.Number);
        var parent = fields[4].Select(field => field.Hex).FirstOrDefault();
        return new ReceivedSpan(
            item.Sender, fields[1].Single().Hex, fields[2].Single().Hex, string.IsNullOrEmpty(parent) ? null : parent, Text(fields, 5),
            Kinds[(int)fields[6].Select(field => field.Value).FirstOrDefault()],
            Statuses[(int)fields[15].SelectMany(status => Wire.Fields(status.Bytes)).Where(field => field.Number == 3).Select(field => field.Value).FirstOrDefault()],
            Attributes(fields[9]),
            [.. fields[11].Select(one => Wire.Fields(one.Bytes).ToLookup(field => field.Number)).Select(one => new ReceivedEvent(Text(one, 2), Attributes(one[3])))]);
    });

    public static IEnumerable<ReceivedMetric> Metrics(byte[] request) => Items(request).Select(item =>
    {
        var fields = Wire.Fields(item.Item).ToLookup(field => field.Number);
        var type = Data.Keys.Single(field => fields[field].Any());
        return new ReceivedMetric(
            item.Sender, Text(fields, 1), Text(fields, 3), Text(fields, 2), Data[type].Kind,
            [.. Wire.Messages(fields[type].Single().Bytes, 1).Select(point => Attributes(Wire.Fields(point).Where(field => field.Number == Data[type].Attributes)))]);
    });

    public static IEnumerable<ReceivedLog> Logs(byte[] request) => Items(request).Select(item =>
    {
        var fields = Wire.Fields(item.Item).ToLookup(field => field.Number);
        return new ReceivedLog(
            item.Sender, (int)fields[2].Single().Value, Text(fields, 12), fields[5].Select(body => Value(body.Bytes)?.ToString()).FirstOrDefault() ?? "", Attributes(fields[6]),
            fields[9].Select(field => field.Hex).FirstOrDefault() ?? "", fields[10].Select(field => field.Hex).FirstOrDefault() ?? "");
    });

    /// <summary>All three signals nest alike: resources hold scopes, scopes hold items.</summary>
    private static IEnumerable<(Sender Sender, byte[] Item)> Items(byte[] request) =>
        from ofResource in Wire.Messages(request, 1)
        let resource = Attributes(Wire.Messages(ofResource, 1).SelectMany(Wire.Fields).Where(field => field.Number == 1))
        from ofScope in Wire.Messages(ofResource, 2)
        let scope = Wire.Messages(ofScope, 1).SelectMany(Wire.Fields).Where(field => field.Number == 1).Select(field => field.Text).FirstOrDefault() ?? ""
        from item in Wire.Messages(ofScope, 2)
        select (new Sender(resource, scope), item);

    private static string Text(ILookup<int, WireField> fields, int number) => fields[number].Select(field => field.Text).FirstOrDefault() ?? "";

    private static Dictionary<string, object?> Attributes(IEnumerable<WireField> pairs)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var fields = Wire.Fields(pair.Bytes).ToLookup(field => field.Number);
            attributes[Text(fields, 1)] = fields[2].Select(value => Value(value.Bytes)).FirstOrDefault();
        }

        return attributes;
    }

    private static object? Value(byte[] any) => Wire.Fields(any).Select(field => (object?)(field.Number switch
    {
        1 => field.Text,
        2 => field.Value != 0,
        3 => (long)field.Value,
        4 => field.Double,
        5 => string.Join(", ", Wire.Messages(field.Bytes, 1).Select(Value)),
        6 => string.Join(", ", Attributes(Wire.Fields(field.Bytes)).Select(pair => $"{pair.Key}={pair.Value}")),
        _ => Encoding.UTF8.GetString(field.Bytes),
    })).FirstOrDefault();
}
