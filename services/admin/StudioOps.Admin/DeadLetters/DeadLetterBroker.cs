using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using StudioOps.Messaging;

namespace StudioOps.Admin.DeadLetters;

/// <summary>The broker, as somebody who looks into queues sees it. One short connection per request: this is a rare errand.</summary>
internal sealed class DeadLetterBroker(Uri address, MessagingOptions options)
{
    /// <summary>The queues nobody consumes, by the names operators use.</summary>
    public IReadOnlyDictionary<string, string> Queues { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["errors"] = options.Errors,
        ["dead-letters"] = options.DeadLetters,
        ["unrouted"] = options.Unrouted,
    };

    /// <summary>What <paramref name="work"/> answers, or null when the broker cannot be reached or goes away meanwhile.</summary>
    public async Task<T?> AskAsync<T>(Func<IConnection, Task<T>> work, CancellationToken ct)
        where T : class
    {
        try
        {
            var factory = new ConnectionFactory { Uri = address, AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = TimeSpan.FromSeconds(5) };
            await using var connection = await factory.CreateConnectionAsync("admin: dead letters", ct);
            return await work(connection);
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or AlreadyClosedException)
        {
            return null;
        }
    }

    /// <summary>Opens a queue that may not exist yet: then there is nothing in it, and no channel.</summary>
    public static async Task<(IChannel? Channel, uint Count)> OpenAsync(IConnection connection, string queue, CancellationToken ct)
    {
        // A publish that no queue takes, or that the broker refuses, throws instead of vanishing.
        var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), ct);
        try
        {
            return (channel, (await channel.QueueDeclarePassiveAsync(queue, ct)).MessageCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == 404)
        {
            await channel.DisposeAsync();
            return (null, 0);
        }
    }
}
