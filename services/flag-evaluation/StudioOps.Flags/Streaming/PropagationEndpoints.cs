using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Streaming;

/// <summary>How far a change has come: once, or followed until everyone has it.</summary>
internal static class PropagationEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static void MapPropagations(this IEndpointRouteBuilder routes)
    {
        var propagations = routes.MapGroup("/api/v1/flags/propagations/{revision:long}").WithTags("Flags")
            .RequireAuthorization(Permissions.FlagsRead)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        propagations.MapGet("", Get).WithName("GetPropagation");
        propagations.MapGet("/stream", FollowAsync).WithName("FollowPropagation");
    }

    private static Results<Ok<PropagationResource>, ProblemHttpResult> Get(long revision, Propagations propagations, Caller caller) =>
        Find(revision, propagations, caller, out var refusal) is { } found ? TypedResults.Ok(found.Now()) : refusal!;

    private static async Task<IResult> FollowAsync(
        long revision, HttpContext http, Propagations propagations, Caller caller, IHostApplicationLifetime life)
    {
        if (Find(revision, propagations, caller, out var refusal) is not { } found)
        {
            return refusal!;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        stop.CancelAfter(Longest);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            while (true)
            {
                var (change, now) = (found.ChangeAsync(), found.Now());
                await http.Response.WriteAsync($"event: propagation\ndata: {JsonSerializer.Serialize(now, JsonSerializerOptions.Web)}\n\n", stop.Token);
                await http.Response.Body.FlushAsync(stop.Token);
                if (now.Complete)
                {
                    return Results.Empty;
                }

                await change.WaitAsync(stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Results.Empty;
        }
    }

    private static Propagation? Find(long revision, Propagations propagations, Caller caller, out ProblemHttpResult? refusal)
    {
        refusal = caller.IsPlatform
            ? Problems.NotFound("propagation.not-found", "Only the latest changes are followed, each by the copy of this service that made it.")
            : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "How many clients follow is for operators.");
        return caller.IsPlatform ? propagations.Find(revision) : null;
    }
}
