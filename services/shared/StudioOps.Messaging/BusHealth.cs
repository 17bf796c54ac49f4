using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StudioOps.Messaging;

/// <summary>Degraded, never dead, while the broker is away: changes are accepted and their events wait, so nobody should take the service out.</summary>
internal sealed class BusHealth(IBusControl bus) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        bus.CheckHealth().Status == BusHealthStatus.Healthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("RabbitMQ does not answer. Changes are accepted, their events wait in the outbox, and what others did is seen late."));
}
