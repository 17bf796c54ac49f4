using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace StudioOps.Dashboard.Otlp;

/// <summary>Answers in the sender's own encoding: Export…ServiceResponse when it was taken, google.rpc.Status when not.</summary>
internal sealed class OtlpAnswer(HttpContext context)
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";
    private static readonly string[] RejectedNames = ["rejectedSpans", "rejectedLogRecords", "rejectedDataPoints"];

    public bool IsJson { get; } = TypeOf(context) == Json;

    public bool IsKnownType => IsJson || TypeOf(context) == Protobuf;

    public Task AcceptAsync(Signal signal, int rejected, string why) => rejected == 0
        ? WriteAsync(StatusCodes.Status200OK, [], static _ => { })
        : WriteAsync(
            StatusCodes.Status200OK,
            Message(1, [.. Varint(1, (ulong)rejected), .. Message(2, Encoding.UTF8.GetBytes(why))]),
            json =>
            {
                json.WriteStartObject("partialSuccess");
                json.WriteNumber(RejectedNames[(int)signal], rejected);
                json.WriteString("errorMessage", why);
                json.WriteEndObject();
            });

    public Task RefuseAsync(int status, string why) =>
        WriteAsync(status, Message(2, Encoding.UTF8.GetBytes(why)), json => json.WriteString("message", why));

    private Task WriteAsync(int status, byte[] protobuf, Action<Utf8JsonWriter> write)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = IsJson ? Json : Protobuf;
        if (!IsJson)
        {
            context.Response.ContentLength = protobuf.Length;
            return context.Response.Body.WriteAsync(protobuf, context.RequestAborted).AsTask();
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }

    private static string? TypeOf(HttpContext context) =>
        MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) ? type.MediaType.ToString().ToLowerInvariant() : null;

    private static byte[] Message(int field, byte[] content) => [(byte)((field << 3) | 2), .. Number((ulong)content.Length), .. content];

    private static byte[] Varint(int field, ulong value) => [(byte)(field << 3), .. Number(value)];

    private static List<byte> Number(ulong value)
    {
        var bytes = new List<byte>(4);
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return bytes;
    }
}
