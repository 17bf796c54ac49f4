using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Testing;

namespace StudioOps.Ledger;

/// <summary>Where a copy of the miniature service finds its servers.</summary>
/// <param name="Database">Its database.</param>
/// <param name="Broker">The broker.</param>
/// <param name="Prefix">Of its queues.</param>
public sealed record LedgerAddress(string Database, string Broker, string Prefix)
{
    /// <summary>How long its bus may be away from a broker that answers before it ends itself.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(45);

    internal Dictionary<string, string?> Settings() => new()
    {
        ["ConnectionStrings:ledger"] = Database,
        ["ConnectionStrings:rabbitmq"] = Broker,
        ["Messaging:Prefix"] = Prefix,
        ["Messaging:Patience"] = Patience.ToString(),
    };
}

/// <summary>One copy of the miniature service, in whatever process it is built.</summary>
public static class LedgerCopy
{
    /// <summary>Starts it, and returns when its bus is up.</summary>
    /// <param name="address">Its servers.</param>
    /// <param name="consumes">False for one that relays only.</param>
    /// <param name="interceptors">What watches its consumer's transactions.</param>
    public static async Task<IHost> StartAsync(LedgerAddress address, bool consumes = true, params IInterceptor[] interceptors)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(address.Settings());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddNpgsqlDataSource("ledger");
        builder.Services.AddDbContext<LedgerDbContext>((services, options) => options
            .UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>("ledger"))
            .AddInterceptors(interceptors));
        builder.AddMessaging<LedgerDbContext>(Topology(consumes));
        var copy = builder.Build();
        foreach (var observer in interceptors.OfType<IPublishObserver>())
        {
            copy.Services.GetRequiredService<IBusControl>().ConnectPublishObserver(observer);
        }

        await copy.StartAsync();
        await Eventually.TrueAsync(
            () => Task.FromResult(copy.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy), "the bus is up", TimeSpan.FromSeconds(60));
        return copy;
    }

    public static BusTopology Topology(bool consumes) =>
        new("ledger", [typeof(EntryMade).Assembly], bus =>
        {
            if (consumes)
            {
                bus.AddConsumer<WhenEntryMade>();
            }
        });
}
