using System.Diagnostics;
using MassTransit;

namespace StudioOps.Messaging;

/// <summary>Measures each delivery: how long it waited in its queue, how long taking it in took, and whether that failed.</summary>
internal sealed class MeasuredConsume<T>(TimeProvider clock) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var queue = context.ReceiveContext.InputAddress.Segments[^1];
        MessagingTelemetry.Taken(queue, clock.GetUtcNow() - context.SentTime?.ToUniversalTime());
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next.Send(context);
            MessagingTelemetry.Processed(queue, Stopwatch.GetElapsedTime(started), null);
        }
        catch (Exception e)
        {
            MessagingTelemetry.Processed(queue, Stopwatch.GetElapsedTime(started), e);
            throw;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("measured");
}
