using System.Reflection;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace StudioOps.Messaging;

/// <summary>What a service says and hears: said once, used by its <c>migrate</c> step and by the service itself.</summary>
/// <param name="Service">Resource name; also the prefix of its queues and the key of its data source.</param>
/// <param name="Contracts">Assemblies of the events it publishes or consumes.</param>
/// <param name="Consumers">Registers each consumer by name: scanning misses internal ones.</param>
public sealed record BusTopology(string Service, Assembly[] Contracts, Action<IBusRegistrationConfigurator>? Consumers = null)
{
    /// <summary>Whether it also tells how much lies where nobody consumes: errors, dead letters, unrouted. One service of an installation does.</summary>
    public bool WatchesParked { get; init; }

    private const int Attempts = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Declares its exchanges, queues and bindings. Every service's are there before any service starts, so that the first event already
    /// reaches all who listen: a queue that is bound later never sees it.
    /// </summary>
    /// <remarks>Declaring again changes nothing, so an attempt that does not end is left: this version of the client can wait for ever, whatever token it is given.</remarks>
    public async Task DeployAsync(IConfiguration configuration)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await DeclareAsync(configuration).WaitAsync(Patience);
                return;
            }
            catch (Exception e) when (attempt < Attempts && (e is TimeoutException or OperationCanceledException))
            {
                await Console.Error.WriteLineAsync($"RabbitMQ did not take the exchanges and queues of {Service} within {Patience.TotalSeconds:0} s; trying again ({attempt} of {Attempts}).");
            }
        }
    }

    private async Task DeclareAsync(IConfiguration configuration)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(configuration);
        services.AddBus(this, configuration, MessagingOptions.For(this, configuration), rabbit => rabbit.DeployTopologyOnly = true);
        await using var provider = services.BuildServiceProvider();
        using var patience = new CancellationTokenSource(Patience);
        await provider.GetRequiredService<IBusControl>().DeployAsync(patience.Token);
    }
}
