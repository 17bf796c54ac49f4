using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using StudioOps.Messaging;

namespace StudioOps.Architecture.Tests.Packages;

/// <summary>The bus library reports its use to its maker unless told not to.</summary>
public sealed class UsageTelemetryTests
{
    [Fact]
    public void The_bus_tells_nobody_how_it_is_used()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.AddMessaging<DbContext>(new BusTopology("planted", []));
        using var services = builder.Services.BuildServiceProvider();

        Assert.False(services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }
}
