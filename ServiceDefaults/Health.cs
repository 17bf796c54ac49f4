using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace StudioOps.ServiceDefaults;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it may be given work.</summary>
public static class Health
{
    /// <summary>Checks carrying this tag decide readiness; the others only colour the operators' view.</summary>
    public const string Ready = "ready";

    /// <summary>Whoever holds this permission is also told what is wrong, a sentence for each check.</summary>
    private const string Detail = "infrastructure.read";

    internal static void AddServiceHealth(this IServiceCollection services) => services.AddHealthChecks();

    internal static void MapServiceHealth(this WebApplication app)
    {
        // Open by design (no policy): load balancers ask without a token, and learn one word.
        app.MapHealthChecks("/health/live", Answer(_ => false)).AllowAnonymous().DisableHttpMetrics();
        app.MapHealthChecks("/health/ready", Answer(check => check.Tags.Contains(Ready))).AllowAnonymous().DisableHttpMetrics();
    }

    private static HealthCheckOptions Answer(Func<HealthCheckRegistration, bool> which) => new()
    {
        Predicate = which,
        AllowCachingResponses = false,
        ResponseWriter = (context, report) =>
        {
            context.Response.ContentType = "application/json";
            var checks = context.AccessToken()?.Permissions.Contains(Detail) == true
                ? report.Entries.Select(entry => new Check(entry.Key, Word(entry.Value.Status), entry.Value.Description)).ToList()
                : null;
            return context.Response.WriteAsync(JsonSerializer.Serialize(new Answered(Word(report.Status), checks), Json), context.RequestAborted);
        },
    };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();

    private sealed record Answered(string Status, IReadOnlyList<Check>? Checks);

    private sealed record Check(string Name, string Status, string? Description);
}
