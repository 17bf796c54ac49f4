using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace StudioOps.Messaging;

/// <summary>Moves what no try could take in, or no consumer knew, to one queue for all consumers, with what went wrong beside it.</summary>
/// <remarks>
/// The bus's own queues for these are two per consumer, so nobody could list them without knowing every consumer; and they inherit the
/// delivery limit of the consumer's queue, so that looking at a message often enough would move it away.
/// </remarks>
internal sealed class ErrorQueue(string queue, TimeProvider clock) : IFilter<ExceptionReceiveContext>, IFilter<ReceiveContext>
{
    private static readonly Dictionary<string, object?> Kept = new() { ["x-queue-type"] = "quorum" };

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var error = context.Exception.GetBaseException();
        await MoveAsync(context, "fault", error.GetType().FullName!, error.Message, context.ExceptionTimestamp);
        await next.Send(context);
    }

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await MoveAsync(context, "skip", "Unknown", "No consumer of this queue knows this type of event.", clock.GetUtcNow().UtcDateTime);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("error-queue");

    private async Task MoveAsync(ReceiveContext context, string reason, string errorType, string message, DateTime at)
    {
        if (!context.TryGetPayload<ChannelContext>(out var channel) || !context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivered))
        {
            throw new InvalidOperationException("Only what came over the broker can be moved to its error queue.");
        }

        var properties = new BasicProperties(delivered.Properties);
        properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>())
        {
            [MessageHeaders.Reason] = reason,
            [MessageHeaders.FaultInputAddress] = context.InputAddress.Segments[^1],
            [MessageHeaders.FaultExceptionType] = errorType,
            [MessageHeaders.FaultMessage] = message.Length > 2000 ? message[..2000] : message,
            [MessageHeaders.FaultTimestamp] = at.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };

        // If this fails the message goes back to its own queue and is tried again there: it is never in neither.
        await channel.Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Kept);
        await channel.BasicPublishAsync("", queue, true, properties, context.GetBody(), true);
    }
}
