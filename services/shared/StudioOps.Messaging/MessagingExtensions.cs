using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace StudioOps.Messaging;

public static class MessagingExtensions
{
    /// <summary>Outbox relay, inbox and bus for one service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="topology">What it says and hears.</param>
    /// <param name="filters">Open generic consume filters that run before the inbox opens its transaction.</param>
    public static IHostApplicationBuilder AddMessaging<TContext>(this IHostApplicationBuilder builder, BusTopology topology, params Type[] filters)
        where TContext : DbContext
    {
        var options = MessagingOptions.For(topology, builder.Configuration, filters);
        builder.Services.AddSingleton(options);
        builder.Services.AddScoped<IInbox, Inbox<TContext>>();
        if (!builder.Configuration.GetValue("Messaging:Enabled", true))
        {
            return builder;
        }

        builder.Services.AddSingleton(services => new OutboxConnections(
            services.GetRequiredKeyedService<NpgsqlDataSource>(topology.Service),
            Direct(builder.Configuration.GetConnectionString($"{topology.Service}-direct") ?? builder.Configuration.GetConnectionString(topology.Service)!, topology.Service),
            topology.Service));
        builder.Services.AddSingleton(topology);
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHostedService<QueueWatch>();
        builder.Services.AddSingleton(_ => BrokerAddress.Of(builder.Configuration));
        builder.Services.AddHostedService<BusWatch>();
        builder.Services.AddHealthChecks().AddCheck<BusHealth>("rabbitmq", tags: ["ready"]);

        // Exchanges and the queue behind them are there before the first event is, not made in its way.
        builder.Services.AddBus(topology, builder.Configuration, options, rabbit => rabbit.DeployPublishTopology = true);
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // A broker that is away delays events; it must not keep a service from starting.
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(10);
        });
        return builder;
    }

    internal static void AddBus(
        this IServiceCollection services, BusTopology topology, IConfiguration configuration, MessagingOptions options, Action<IRabbitMqBusFactoryConfigurator> arrange) =>
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();

            // The bus's own word on itself, "unhealthy", would take every service out with the broker. See BusHealth.
            bus.ConfigureHealthCheckOptions(health => health.Tags.Add("masstransit"));
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter($"{options.Prefix}{topology.Service}", false));
            topology.Consumers?.Invoke(bus);
            bus.AddConfigureEndpointsCallback((context, queue, endpoint) =>
            {
                options.Watched.Enqueue(queue);
                Configure(context, endpoint, options);
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(BrokerAddress.Of(configuration).Uri);
                rabbit.MessageTopology.SetEntityNameFormatter(new PrefixedNames(options.Prefix, rabbit.MessageTopology.EntityNameFormatter));
                foreach (var contract in options.Contracts)
                {
                    rabbit.Publish(contract, publish => publish.BindAlternateExchangeQueue(options.Unrouted, options.Unrouted, KeepAWhile));
                }

                arrange(rabbit);
                rabbit.ConfigureEndpoints(context);
            });
        });

    // A name for spans and metrics; without one they would go by the whole connection string.
    private static NpgsqlDataSource Direct(string connection, string service) => new NpgsqlDataSourceBuilder(connection) { Name = $"{service}-direct" }.Build();

    // What nobody listens for yet is kept for whoever comes late, not for ever.
    private static void KeepAWhile(IRabbitMqQueueBindingConfigurator queue)
    {
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-message-ttl", (long)TimeSpan.FromDays(7).TotalMilliseconds);
        queue.SetQueueArgument("x-max-length", 100_000);
    }

    private static void Configure(IRegistrationContext context, IReceiveEndpointConfigurator endpoint, MessagingOptions options)
    {
        if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
        {
            rabbit.SetQuorumQueue();

            // Each death of a consumer's connection counts once. What cannot be taken in goes to the error queue after a few tries, long before.
            rabbit.SetQueueArgument("x-delivery-limit", 100);
            rabbit.BindDeadLetterQueue(options.DeadLetters, options.DeadLetters, queue => queue.SetQuorumQueue());
            rabbit.PrefetchCount = 16;

            // Events come through the consumer's own exchange: with its queue deleted by hand they would vanish there.
            rabbit.SetExchangeArgument("alternate-exchange", options.Unrouted);
            var errors = new ErrorQueue(options.Errors, context.GetService<TimeProvider>() ?? TimeProvider.System);
            endpoint.ConfigureError(pipe => pipe.UseFilter(errors));
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(errors));
        }

        // Postgres away: hold the message here and keep asking. Anything else: a few quick tries, then the error queue.
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(IsDatabaseAway);
            retry.Exponential(10_000, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(IsDatabaseAway);
            retry.Intervals(20, 50, 100, 250, 500);
        });
        endpoint.UseConsumeFilter(typeof(MeasuredConsume<>), context);
        foreach (var filter in options.Filters)
        {
            endpoint.UseConsumeFilter(filter, context);
        }

        endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
    }

    // Wrapped once by a failed save and once more by the execution strategy. A server that shuts down (57P) or a lost connection (08) is not
    // transient to Npgsql; after a restart a pool can hold more such connections than a message has quick tries.
    private static bool IsDatabaseAway(Exception? e) =>
        e is NpgsqlException { IsTransient: true } or PostgresException { SqlState: ['5', '7', 'P', ..] or ['0', '8', ..] }
        || (e?.InnerException is { } inner && IsDatabaseAway(inner));

    private sealed class PrefixedNames(string prefix, IEntityNameFormatter inner) : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => prefix + inner.FormatEntityName<T>();
    }
}
