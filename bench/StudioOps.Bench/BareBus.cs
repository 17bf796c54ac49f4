using System.Diagnostics;
using MassTransit;
using StudioOps.Contracts;
using StudioOps.Ledger;
using StudioOps.Testing;

namespace StudioOps.Bench;

/// <summary>The reference: the same messages over the same kind of queue, without outbox, inbox and database; many publishes in flight.</summary>
internal sealed class BareBus(IHost host) : IAsyncDisposable
{
    private const int InFlight = 64;

    public static async Task<BareBus> StartAsync(string broker)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Taken>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<Counter>();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(new Uri(broker));
                rabbit.MessageTopology.SetEntityNameFormatter(new Names());
                rabbit.ReceiveEndpoint("bare", endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.PrefetchCount = 16;
                    endpoint.ConfigureConsumer<Counter>(context);
                });
            });
        });
        var host = builder.Build();
        await host.StartAsync();
        await Eventually.TrueAsync(() => Task.FromResult(host.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy), "the bus is up");
        return new BareBus(host);
    }

    public async Task<List<double>> IdleAsync(int count)
    {
        var (taken, took) = (host.Services.GetRequiredService<Taken>(), new List<double>());
        for (var number = 1; number <= count; number++)
        {
            var clock = Stopwatch.StartNew();
            await PublishAsync(number);
            await taken.Semaphore.WaitAsync();
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        return took;
    }

    public async Task<double> LoadAsync(int count)
    {
        var taken = host.Services.GetRequiredService<Taken>();
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = InFlight }, async (number, _) => await PublishAsync(number));
        for (var i = 0; i < count; i++)
        {
            await taken.Semaphore.WaitAsync();
        }

        return count / clock.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }

    private Task PublishAsync(int number) =>
        host.Services.GetRequiredService<IBus>().Publish(new EntryMade(Guid.Empty, number, false, Actor.System("bench"), DateTimeOffset.UnixEpoch));

    internal sealed class Taken
    {
        public SemaphoreSlim Semaphore { get; } = new(0);
    }

    internal sealed class Counter(Taken taken) : IConsumer<EntryMade>
    {
        public Task Consume(ConsumeContext<EntryMade> context)
        {
            taken.Semaphore.Release();
            return Task.CompletedTask;
        }
    }

    private sealed class Names : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => "bare-" + typeof(T).Name;
    }
}
