using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StudioOps.Admin.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.DeadLetters;

/// <summary>Brings messages back to where they came from.</summary>
/// <param name="Reason">Why; kept in the audit log.</param>
/// <param name="From">Only those that could not be taken in from this queue, or null.</param>
/// <param name="Type">Only events of this full name, or null.</param>
public sealed record RedriveDeadLettersRequest(
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: StringLength(200)] string? From = null,
    [property: StringLength(200)] string? Type = null);

/// <summary>What came of it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Redriven">Messages brought back; what fails again is put aside again.</param>
/// <param name="Refused">Messages whose own queue is gone; they stay where they are.</param>
/// <param name="Kept">Messages that were not asked for; they stay too.</param>
public sealed record RedriveResult(string Queue, int Redriven, int Refused, int Kept);

internal static class RedriveDeadLetters
{
    public static async Task<Results<Ok<RedriveResult>, ProblemHttpResult>> Handle(
        string queue, RedriveDeadLettersRequest request, DeadLetterBroker broker, AdminDbContext db, AuditTrail audit, CancellationToken ct)
    {
        if (!broker.Queues.TryGetValue(queue, out var source))
        {
            return Problems.NotFound("dead-letters.queue-not-found", $"The queues are {string.Join(", ", broker.Queues.Keys)}.");
        }

        // Broker and database share no transaction. The wish is recorded first, so that nothing is ever moved unrecorded.
        await audit.RecordAsync(
            db,
            new AuditEntry("dead-letters.redrive-requested", "queue", queue, queue) { Reason = request.Reason, After = new { request.From, request.Type } },
            ct);
        await db.SaveChangesAsync(ct);
        return await broker.AskAsync(connection => MoveAsync(connection, queue, source, request, ct), ct) is { } result
            ? TypedResults.Ok(result)
            : Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "dead-letters.broker-unavailable", "The message broker went away; what was not brought back is still where it was.");
    }

    private static async Task<RedriveResult> MoveAsync(IConnection connection, string name, string queue, RedriveDeadLettersRequest request, CancellationToken ct)
    {
        var (channel, count) = await DeadLetterBroker.OpenAsync(connection, queue, ct);
        if (channel is null)
        {
            return new RedriveResult(name, 0, 0, 0);
        }

        await using (channel)
        {
            var (redriven, refused, kept) = (0, 0, 0);

            // No more than there were: what fails again at once comes back here, and would be brought back for ever.
            for (var left = count; left > 0 && await channel.BasicGetAsync(queue, autoAck: false, ct) is { } message; left--)
            {
                var letter = DeadLetter.Of(message);
                if ((request.From ?? letter.From) != letter.From || (request.Type ?? letter.Type) != letter.Type)
                {
                    kept++;
                }
                else if (await PublishAsync(channel, message, ct))
                {
                    // Published before it is taken away: a crash in between doubles it, and the consumer's inbox knows its id.
                    await channel.BasicAckAsync(message.DeliveryTag, multiple: false, ct);
                    redriven++;
                }
                else
                {
                    refused++;
                }
            }

            return new RedriveResult(name, redriven, refused, kept);
        }
    }

    private static async Task<bool> PublishAsync(IChannel channel, BasicGetResult message, CancellationToken ct)
    {
        var origin = DeadLetter.Origin(message);
        try
        {
            await channel.BasicPublishAsync(
                origin is null ? message.Exchange : "", origin ?? message.RoutingKey, mandatory: true, DeadLetter.Restored(message), message.Body, ct);
            return true;
        }
        catch (PublishException)
        {
            return false;
        }
    }
}
