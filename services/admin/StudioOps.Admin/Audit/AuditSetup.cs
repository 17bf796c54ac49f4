using MassTransit;
using Microsoft.Extensions.Options;

namespace StudioOps.Admin.Audit;

internal static class AuditSetup
{
    public static void AddAudit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuditOptions>().BindConfiguration("Audit").ValidateOnStart();
        builder.Services.AddSingleton<IPostConfigureOptions<AuditOptions>, AuditOptionsDefaults>();
        builder.Services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsCheck>();
        builder.Services.AddSingleton<HeadsFile>();
        builder.Services.AddSingleton<HeadSealer>();
        builder.Services.AddSingleton<ChainWriter>();
        builder.Services.AddSingleton<AuditIntake>();
        builder.Services.AddReceiveEndpointObserver(services => services.GetRequiredService<AuditIntake>());
        builder.Services.AddScoped<AuditReader>();
        builder.Services.AddHostedService<HourlySeal>();
        builder.Services.AddHostedService<ChainAppender>();
    }
}
