using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tokens;

namespace StudioOps.Http;

/// <summary>Whatever an operator asks as somebody else is in the audit log before it is answered, reads included; what cannot be written down is not done.</summary>
public static partial class DelegationTrail
{
    private const int LongestPath = 200;

    /// <summary>Call after <c>UseTenancy</c>.</summary>
    public static WebApplication UseDelegationTrail(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            if (http.AccessToken() is { ActorSubject: not null } token && !await TryRecordAsync(http, token))
            {
                await Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "audit.unavailable", "What is done for somebody else is written down first, and that is not possible just now.")
                    .ExecuteAsync(http);
                return;
            }

            await next(http);
        });
        return app;
    }

    private static async Task<bool> TryRecordAsync(HttpContext http, AccessToken token)
    {
        try
        {
            await using var scope = http.RequestServices.CreateAsyncScope();
            if (token.TenantId is { } tenant)
            {
                scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenant);
            }

            var path = $"{http.Request.Method} {http.Request.Path}";
            var db = scope.ServiceProvider.GetRequiredService<DbContext>();
            await scope.ServiceProvider.GetRequiredService<AuditTrail>().RecordAsync(
                db,
                new AuditEntry("impersonation.used", "request", path[..Math.Min(path.Length, LongestPath)], token.Name ?? token.Subject) { TenantId = token.TenantId },
                http.RequestAborted);
            await db.SaveChangesAsync(http.RequestAborted);
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException or DbUpdateException or InvalidOperationException { InnerException: DbException or TimeoutException })
        {
            LogNotRecorded(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(DelegationTrail)), e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "A request made for somebody else could not be written down and was refused")]
    private static partial void LogNotRecorded(ILogger logger, Exception exception);
}
