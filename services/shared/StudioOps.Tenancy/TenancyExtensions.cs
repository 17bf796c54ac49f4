using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Npgsql;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;

namespace StudioOps.Tenancy;

public static class TenancyExtensions
{
    /// <summary>The service's database under row security, the cross-tenant door, the caller, and its outbox and bus.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="topology">Its name and what it says and hears; connection strings are <c>NAME</c>, <c>NAME-platform</c> and <c>NAME-direct</c>.</param>
    /// <param name="databaseDecidesReadiness">False for a service that keeps answering without Postgres.</param>
    public static IHostApplicationBuilder AddTenancy<TContext>(this IHostApplicationBuilder builder, BusTopology topology, bool databaseDecidesReadiness = true)
        where TContext : DbContext
    {
        var service = topology.Service;
        builder.AddNpgsqlDataSource(service, databaseDecidesReadiness);
        builder.AddNpgsqlDataSource($"{service}-platform", databaseDecidesReadiness);
        builder.Services.AddScoped<TenantScope>();
        builder.Services.AddScoped<Caller>();
        builder.Services.AddScoped<RowSecurity>();
        builder.Services.AddScoped<CrossTenant<TContext>>();
        builder.Services.AddScoped<TenantDoor<TContext>>();
        builder.Services.AddDbContext<TContext>((services, options) => options
            .UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>(service))
            .AddInterceptors([services.GetRequiredService<RowSecurity>(), .. services.GetServices<IInterceptor>()]));
        builder.Services.AddScoped<DbContext>(services => services.GetRequiredService<TContext>());
        builder.Services.TryAddSingleton(services => new CrossTenantOptions<TContext>(new DbContextOptionsBuilder<TContext>()
            .UseNpgsql(services.GetRequiredKeyedService<NpgsqlDataSource>($"{service}-platform"))
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .Options));
        builder.AddMessaging<TContext>(topology, typeof(TenantOfMessage<>));
        return builder;
    }

    /// <summary>Makes the token's tenant the scope of the request. Call after <c>UseServiceDefaults</c>.</summary>
    public static WebApplication UseTenancy(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            // What services ask of each other names any tenant: no tenant's own token gets there, whatever it was granted.
            if (context.Request.Path.StartsWithSegments("/internal") && !context.RequestServices.GetRequiredService<Caller>().IsPlatform)
            {
                return Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing").ExecuteAsync(context);
            }

            if (context.AccessToken()?.TenantId is { } tenant)
            {
                context.RequestServices.GetRequiredService<TenantScope>().Enter(tenant);
            }

            return next(context);
        });
        return app;
    }
}
