using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using RabbitMQ.Client;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.DeadLetters;

/// <summary>What waits for an operator.</summary>
/// <param name="Queues">Each queue that keeps messages nobody consumes.</param>
/// <param name="At">When it was looked at, in UTC.</param>
public sealed record DeadLetterList(IReadOnlyList<DeadLetterQueue> Queues, DateTimeOffset At);

/// <summary>One queue.</summary>
/// <param name="Queue"><c>errors</c>, <c>dead-letters</c> or <c>unrouted</c>.</param>
/// <param name="Count">Messages in it.</param>
/// <param name="Messages">The oldest of them, as many as asked for.</param>
public sealed record DeadLetterQueue(string Queue, long Count, IReadOnlyList<DeadLetter> Messages);

internal static class ListDeadLetters
{
    public static async Task<Results<Ok<DeadLetterList>, ProblemHttpResult>> Handle(
        DeadLetterBroker broker, TimeProvider clock, CancellationToken ct, [Range(0, 200)] int limit = 50)
    {
        var found = await broker.AskAsync(
            async connection =>
            {
                var queues = new List<DeadLetterQueue>();
                foreach (var (name, queue) in broker.Queues)
                {
                    queues.Add(await LookAsync(connection, name, queue, limit, ct));
                }

                return queues;
            },
            ct);
        return found is null
            ? Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "dead-letters.broker-unavailable", "The message broker does not answer; events wait in their outboxes meanwhile.")
            : TypedResults.Ok(new DeadLetterList(found, clock.GetUtcNow()));
    }

    // Nothing is acknowledged: the messages go back to their places when the channel closes, however this ends.
    private static async Task<DeadLetterQueue> LookAsync(IConnection connection, string name, string queue, int limit, CancellationToken ct)
    {
        var (channel, count) = await DeadLetterBroker.OpenAsync(connection, queue, ct);
        if (channel is null)
        {
            return new DeadLetterQueue(name, 0, []);
        }

        await using (channel)
        {
            var messages = new List<DeadLetter>();
            while (messages.Count < limit && await channel.BasicGetAsync(queue, autoAck: false, ct) is { } message)
            {
                messages.Add(DeadLetter.Of(message));
            }

            return new DeadLetterQueue(name, count, messages);
        }
    }
}
