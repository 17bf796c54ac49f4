using System.Globalization;
using System.Text;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;

namespace StudioOps.Admin.DeadLetters;

/// <summary>A message that waits for an operator, without its body: that may hold personal data.</summary>
/// <param name="MessageId">Its id, by which consumers recognise a repetition.</param>
/// <param name="Type">Full name of the event.</param>
/// <param name="From">The queue it could not be taken in from; null when no queue wanted it.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="ErrorType">The kind of error, or null.</param>
/// <param name="FirstDeathAt">When it was first put aside, or sent where that is not known; in UTC.</param>
public sealed record DeadLetter(string? MessageId, string Type, string? From, string Error, string? ErrorType, DateTimeOffset? FirstDeathAt)
{
    private static readonly string[] Traces =
        [MessageHeaders.Reason, "MT-Fault-", "x-death", "x-first-death-", "x-last-death-", "x-delivery-count", "x-acquired-count"];

    internal static DeadLetter Of(BasicGetResult message)
    {
        var envelope = Envelope(message.Body);
        var reason = Text(message, "x-first-death-reason");
        return new(
            message.BasicProperties.MessageId,
            TypeOf(envelope),
            Origin(message),
            Text(message, MessageHeaders.FaultMessage) ?? (reason is null ? "no queue took it" : $"put aside by the broker: {reason}"),
            Text(message, MessageHeaders.FaultExceptionType),
            Time(Text(message, MessageHeaders.FaultTimestamp)) ?? Died(message) ?? Time(Property(envelope, "sentTime")?.GetString()));
    }

    /// <summary>The queue to bring it back to; null: to the exchange it was published to.</summary>
    internal static string? Origin(BasicGetResult message) => Text(message, MessageHeaders.FaultInputAddress) ?? Text(message, "x-first-death-queue");

    /// <summary>The message as it was before anything went wrong, under the same id.</summary>
    internal static BasicProperties Restored(BasicGetResult message) => new(message.BasicProperties)
    {
        Headers = message.BasicProperties.Headers?
            .Where(header => !Traces.Any(trace => header.Key.StartsWith(trace, StringComparison.Ordinal)))
            .ToDictionary(header => header.Key, header => header.Value),
    };

    private static string? Text(BasicGetResult message, string header) =>
        message.BasicProperties.Headers?.TryGetValue(header, out var value) != true ? null : value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString();

    private static DateTimeOffset? Died(BasicGetResult message) =>
        message.BasicProperties.Headers?.TryGetValue("x-death", out var deaths) == true
        && deaths is IList<object> { Count: > 0 } list && list[^1] is IDictionary<string, object> death && death.TryGetValue("time", out var time) && time is AmqpTimestamp at
            ? DateTimeOffset.FromUnixTimeSeconds(at.UnixTime)
            : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    // urn:message:Some.Namespace:Name
    private static string TypeOf(JsonElement? envelope) =>
        Property(envelope, "messageType") is { ValueKind: JsonValueKind.Array } types && types.GetArrayLength() > 0 && types[0].GetString() is { } urn
            ? urn.Replace("urn:message:", "", StringComparison.Ordinal).Replace(':', '.')
            : "unknown";

    private static JsonElement? Envelope(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Property(JsonElement? envelope, string name) =>
        envelope is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;
}
