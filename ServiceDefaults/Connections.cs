using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StackExchange.Redis;

namespace StudioOps.ServiceDefaults;

/// <summary>Clients of the shape Aspire's integrations have: a connection string by name, a health check, traces.</summary>
public static class Connections
{
    /// <summary>Adds a keyed <see cref="NpgsqlDataSource"/> for <c>ConnectionStrings:NAME</c>; the pool holds 2 to 10 connections unless the string says otherwise.</summary>
    public static IHostApplicationBuilder AddNpgsqlDataSource(this IHostApplicationBuilder builder, string name, bool decidesReadiness = true)
    {
        var connection = new NpgsqlConnectionStringBuilder(builder.Configuration.RequiredConnectionString(name)) { ApplicationName = name };
        if (!connection.ContainsKey("Maximum Pool Size"))
        {
            connection.MaxPoolSize = 10;
        }

        if (!connection.ContainsKey("Minimum Pool Size"))
        {
            connection.MinPoolSize = Math.Min(2, connection.MaxPoolSize);
        }

        builder.Services.AddKeyedSingleton(name, (_, _) => Source(connection.ConnectionString, name).Build());
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"postgres:{name}",
            services => new Check("PostgreSQL does not answer: what needs it is refused with 503 database.unavailable.", async ct =>
            {
                await using var command = services.GetRequiredKeyedService<NpgsqlDataSource>(name).CreateCommand("select 1");
                await command.ExecuteScalarAsync(ct);
            }),
            HealthStatus.Unhealthy,
            decidesReadiness ? [Health.Ready] : []));
        return builder;
    }

    /// <summary>A source whose spans and metrics go by a name; without one they would go by the whole connection string.</summary>
    public static NpgsqlDataSourceBuilder Source(string connectionString, string name)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        return builder.ConfigureTracing(tracing => tracing.EnableFirstResponseEvent(false));
    }

    /// <summary>Adds one <see cref="ConnectionMultiplexer"/> that keeps trying; Redis being away never stops a start.</summary>
    public static IHostApplicationBuilder AddRedisClient(this IHostApplicationBuilder builder, string name = "redis")
    {
        var options = ConfigurationOptions.Parse(builder.Configuration.RequiredConnectionString(name));
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        builder.Services.AddSingleton(_ => ConnectionMultiplexer.Connect(options));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            $"redis:{name}",
            services => new Check("Redis does not answer: hints between copies are missed, and polling takes their place.", async _ => await services.GetRequiredService<ConnectionMultiplexer>().GetDatabase().PingAsync()),
            HealthStatus.Degraded,
            []));
        return builder;
    }

    /// <summary>A connection string that must be there.</summary>
    /// <exception cref="InvalidOperationException">It is not; the message names the key.</exception>
    public static string RequiredConnectionString(this IConfiguration configuration, string name) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"ConnectionStrings:{name} is missing: set ConnectionStrings__{name}.");

    private sealed class Check(string sentence, Func<CancellationToken, Task> ask) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await ask(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, $"{sentence} ({e.Message})", e);
            }
        }
    }
}
