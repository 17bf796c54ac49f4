using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StudioOps.Http;

public static class HttpExtensions
{
    /// <summary>Audit trail, database refusals, Idempotency-Key and the OpenAPI document of one service.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="service">Resource name, as audit records name their source.</param>
    public static IHostApplicationBuilder AddServiceHttp(this IHostApplicationBuilder builder, string service)
    {
        builder.Services.AddSingleton(new AuditSource(service));
        builder.Services.AddScoped<AuditTrail>();
        builder.Services.AddExceptionHandler<DatabaseRefusals>();
        builder.Services.AddServiceOpenApi(service);
        builder.Services.AddSingleton(new IdempotencyStore.Service(service));
        builder.Services.AddSingleton<IdempotencyStore>();
        builder.Services.AddScoped<DoneMark>();
        builder.Services.AddScoped<IInterceptor>(services => services.GetRequiredService<DoneMark>());
        return builder;
    }
}
