using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using StudioOps.Contracts;

namespace StudioOps.Messaging;

/// <summary>What a service publishes and takes in.</summary>
public sealed class MessagingOptions
{
    private readonly Dictionary<string, Type> _contracts = new(StringComparer.Ordinal);

    /// <summary>Prefix of every exchange and queue, so that two installations can share a broker; empty by default.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How long the bus may take to find back to a broker that answers; its own tries lie up to half a minute apart.</summary>
    public TimeSpan Patience { get; init; }

    /// <summary>Where a message ends that no try could take in.</summary>
    public string Errors => Prefix + "errors";

    /// <summary>Where a message ends that was delivered too often without an answer, or was refused by its queue.</summary>
    public string DeadLetters => Prefix + "dead-letters";

    /// <summary>Where an event ends that no queue wanted.</summary>
    public string Unrouted => Prefix + "unrouted";

    /// <summary>Queues whose depth is told: the service's own, and what it adds.</summary>
    internal ConcurrentQueue<string> Watched { get; } = [];

    /// <summary>Open generic consume filters that run before the inbox opens its transaction.</summary>
    public IReadOnlyList<Type> Filters { get; init; } = [];

    /// <summary>The event types known to this service.</summary>
    public IReadOnlyCollection<Type> Contracts => _contracts.Values;

    internal static MessagingOptions For(BusTopology topology, IConfiguration configuration, params Type[] filters)
    {
        var options = new MessagingOptions
        {
            Prefix = configuration["Messaging:Prefix"] ?? "",
            Patience = configuration.GetValue("Messaging:Patience", TimeSpan.FromSeconds(45)),
            Filters = filters,
        }.AddContracts(typeof(Actor).Assembly);
        foreach (var assembly in topology.Contracts)
        {
            options.AddContracts(assembly);
        }

        return options;
    }

    /// <summary>Makes the events of a contract assembly known: its sealed records that say when they occurred.</summary>
    public MessagingOptions AddContracts(Assembly assembly)
    {
        foreach (var type in assembly.GetExportedTypes().Where(type => type is { IsClass: true, IsSealed: true, IsAbstract: false } && type.GetProperty("OccurredAt") is not null))
        {
            _contracts[type.FullName!] = type;
        }

        return this;
    }

    internal Type Contract(string name) => _contracts.TryGetValue(name, out var type)
        ? type
        : throw new InvalidOperationException($"{name} is not a contract this service knows; add its assembly with AddContracts.");
}
