using Npgsql;
using StudioOps.Provisioning.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Provisioning.Reconcile;

internal static class ReconcileExtensions
{
    /// <summary>The engine: loop, leases, back-off.</summary>
    public static void AddReconciling(this WebApplicationBuilder builder, string service)
    {
        var direct = new NpgsqlConnectionStringBuilder(builder.Configuration.RequiredConnectionString($"{service}-direct")) { ApplicationName = $"{service}-direct", KeepAlive = 30 };
        builder.Services.AddSingleton(_ => new DirectDatabase(Connections.Source(direct.ConnectionString, $"{service}-direct").Build()));
        builder.Services.AddOptions<ReconcileOptions>().BindConfiguration("Reconcile").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(new Random());
        builder.Services.AddSingleton<Backoff>();
        builder.Services.AddSingleton<TenantWork>();
        builder.Services.AddSingleton<TenantLeases>();
        builder.Services.AddSingleton<RunStore>();
        builder.Services.AddSingleton<StepRunner>();
        builder.Services.AddScoped<Reconciler>();
        builder.Services.AddSingleton<WakeSignal>();
        builder.Services.AddHostedService(services => services.GetRequiredService<WakeSignal>());
        builder.Services.AddHostedService<ReconcileLoop>();
    }
}
