using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace StudioOps.Messaging;

/// <summary>Moves what no try could take in to one queue for all consumers, with what went wrong beside it.</summary>
/// <remarks>
/// The bus's own error queues are one per consumer, so nobody could list them without knowing every consumer; and they inherit the
/// delivery limit of the consumer's queue, so that looking at a message often enough would move it away.
/// </remarks>
internal sealed class ErrorQueue(string queue) : IFilter<ExceptionReceiveContext>
{
    private static readonly Dictionary<string, object?> Kept = new() { ["x-queue-type"] = "quorum" };

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (!context.TryGetPayload<ChannelContext>(out var channel) || !context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivered))
        {
            throw new InvalidOperationException("Only what came over the broker can be moved to its error queue.");
        }

        var error = context.Exception.GetBaseException();
        var properties = new BasicProperties(delivered.Properties);
        properties.Headers = new Dictionary<string, object?>(properties.Headers ?? new Dictionary<string, object?>())
        {
            [MessageHeaders.Reason] = "fault",
            [MessageHeaders.FaultInputAddress] = context.InputAddress.Segments[^1],
            [MessageHeaders.FaultExceptionType] = error.GetType().FullName,
            [MessageHeaders.FaultMessage] = error.Message.Length > 2000 ? error.Message[..2000] : error.Message,
            [MessageHeaders.FaultTimestamp] = context.ExceptionTimestamp.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        };

        // If this fails the message goes back to its own queue and is tried again there: it is never in neither.
        await channel.Channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Kept);
        await channel.BasicPublishAsync("", queue, true, properties, context.GetBody(), true);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("error-queue");
}
