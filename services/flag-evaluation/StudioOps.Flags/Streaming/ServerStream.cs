using System.Diagnostics;
using System.Globalization;
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
    public static void MapServerStream(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/flags/stream", HandleAsync)
        .WithName("FollowFlags").WithTags("Evaluation").RequireEvaluate()
        .Produces<FlagView>().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Results<Ok<FlagView>, EmptyHttpResult, ProblemHttpResult>> HandleAsync(
        string? tenant, HttpContext http, Snapshots snapshots, Caller caller, ITokenStanding standing, IOptions<StreamOptions> options, IHostApplicationLifetime life)
    {
        if (View(snapshots.Current, tenant, caller, out var refusal) is not { } view)
        {
            return refusal!;
        }

        if (!http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.Ok(FlagView.Whole(snapshots.Current, view.Id, caller.TenantId is not null));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            await FollowAsync(http, snapshots, (view.Id, caller.TenantId is not null), () => standing.Refusal(http.AccessToken()!) is null, options.Value.Heartbeat, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or we do: it comes back.
        }

        return TypedResults.Empty;
    }

    /// <summary>A tenant's own client follows its tenant; services and operators of the platform any.</summary>
    public static TenantView? View(Installation installation, string? tenant, Caller caller, out ProblemHttpResult? refusal)
    {
        refusal = null;
        if (caller.TenantId is { } own)
        {
            var view = installation.Tenants.GetValueOrDefault(own) ?? TenantView.Unknown(own);
            if (tenant is null || tenant == view.Facts?.Slug || new TenantKey(tenant).Id == own)
            {
                return view;
            }
        }
        else if (!caller.IsPlatform || !caller.Has(Permissions.FlagsEvaluateAny) || !caller.Has(Permissions.FlagsRead))
        {
            refusal = Problems.Refuse(
                StatusCodes.Status403Forbidden, "permission.missing", "Without a tenant of one's own this takes flags.evaluate.any and flags.read, and a token of the platform.");
            return null;
        }
        else if (tenant is not null && installation.Find(new TenantKey(tenant)) is { } found)
        {
            return found;
        }

        refusal = Problems.NotFound("tenant.not-found", "Name one of your tenants as ?tenant=, slug or id.");
        return null;
    }

    private static async Task FollowAsync(
        HttpContext http, Snapshots snapshots, (Guid Tenant, bool Own) about, Func<bool> inGoodStanding, TimeSpan heartbeat, CancellationToken ct)
    {
        Installation? told = null;
        if (OfrepTag.Revision(http.Request.Headers["Last-Event-ID"].ToString()) is > 0 and var seen && snapshots.Current is var held && held.RevisionOf(about.Tenant) == seen)
        {
            // Nothing happened meanwhile: not everything over again.
            told = held;
        }

        await http.Response.WriteAsync(":\n\n", ct);
        var spoke = Stopwatch.GetTimestamp();
        while (inGoodStanding())
        {
            var (next, current) = (snapshots.NextAsync(), snapshots.Current);
            if (FlagView.Since(told, current, about.Tenant, about.Own) is { } news)
            {
                await http.Response.WriteAsync(string.Create(
                    CultureInfo.InvariantCulture, $"id: {news.Revision}\nevent: {(news.IsWhole ? "snapshot" : "delta")}\ndata: {news.Serialize()}\n\n"), ct);
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
