using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Evaluation;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Streaming;

/// <summary>A tenant's definitions and overrides for server code that evaluates by itself: once as JSON, or as a stream of a snapshot and what changes after it.</summary>
internal static class ServerStream
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void MapServerStream(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/flags/stream", HandleAsync)
        .WithName("FollowFlags").WithTags("Evaluation").RequireAuthorization(Permissions.FlagsEvaluateAny).RequireAuthorization(Permissions.FlagsRead)
        .Produces<FlagView>().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<FlagView>, EmptyHttpResult, ProblemHttpResult>> HandleAsync(
        string? tenant, HttpContext http, Snapshots snapshots, Caller caller, ITokenStanding standing, IOptions<StreamOptions> options, IHostApplicationLifetime life)
    {
        if (!caller.IsPlatform)
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Rules may name other tenants: they are for services of the platform.");
        }

        if (tenant is null || snapshots.Current.Find(new TenantKey(tenant)) is not { } view)
        {
            return Problems.NotFound("tenant.not-found", "Name a tenant as ?tenant=, slug or id.");
        }

        if (!http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.Ok(FlagView.Whole(snapshots.Current, view.Id));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await FollowAsync(http, snapshots, view.Id, () => standing.Refusal(http.AccessToken()!) is null, options.Value.Heartbeat, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or we do: it comes back.
        }

        return TypedResults.Empty;
    }

    private static async Task FollowAsync(
        HttpContext http, Snapshots snapshots, Guid tenantId, Func<bool> inGoodStanding, TimeSpan heartbeat, CancellationToken ct)
    {
        Installation? told = null;
        if (OfrepTag.Revision(http.Request.Headers["Last-Event-ID"].ToString()) is > 0 and var seen && snapshots.Current is var held && held.RevisionOf(tenantId) == seen)
        {
            // Nothing happened meanwhile: not everything over again.
            told = held;
        }

        await http.Response.WriteAsync(":\n\n", ct);
        var spoke = Stopwatch.GetTimestamp();
        while (inGoodStanding())
        {
            var (next, current) = (snapshots.NextAsync(), snapshots.Current);
            if (FlagView.Since(told, current, tenantId) is { } news)
            {
                await http.Response.WriteAsync(string.Create(
                    CultureInfo.InvariantCulture, $"id: {news.Revision}\nevent: {(told is null ? "snapshot" : "delta")}\ndata: {JsonSerializer.Serialize(news, Json)}\n\n"), ct);
                spoke = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(spoke) > heartbeat)
            {
                await http.Response.WriteAsync(":\n\n", ct);
                spoke = Stopwatch.GetTimestamp();
            }

            told = current;
            await http.Response.Body.FlushAsync(ct);
            try
            {
                await next.WaitAsync(heartbeat, ct);
            }
            catch (TimeoutException)
            {
                // Nobody could say whether there is news; the client hears at least that we live.
            }
        }
    }
}
