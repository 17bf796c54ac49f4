using System.Diagnostics;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Streaming;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>OpenFeature Remote Evaluation Protocol 0.3: one flag, and all of them.</summary>
internal static class OfrepEndpoints
{
    public static void MapOfrep(this IEndpointRouteBuilder routes)
    {
        var ofrep = routes.MapGroup("/ofrep/v1/evaluate/flags").WithTags("OFREP").RequireEvaluate()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        ofrep.MapPost("", AllAsync).WithName("EvaluateFlags");
        ofrep.MapPost("/{**key}", OneAsync).WithName("EvaluateFlag");
    }

    private static async Task<IResult> OneAsync(string key, HttpContext http, Snapshots snapshots, Caller caller, EvaluationTelemetry telemetry, TimeProvider clock, CancellationToken ct)
    {
        key = OfrepRequest.Key(http, key);
        using var request = await OfrepRequest.ReadAsync(http.Request, ct);
        var invalid = request.Details;
        var question = request.Error is null ? Question.Of(snapshots.Current, caller, request.Context, out invalid) : null;
        if (question is null)
        {
            return Refuse(key, request.Error, invalid);
        }

        var started = Stopwatch.GetTimestamp();
        var answer = question.Snapshot.Evaluate(key, question.Context, clock.GetUtcNow());
        telemetry.Record(key, answer, question, started);
        using var writer = new OfrepWriter(question, snapshots.IsStale);
        await WriteAsync(http.Response, answer.Error switch
        {
            ErrorCode.None => StatusCodes.Status200OK,
            ErrorCode.FlagNotFound => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status400BadRequest,
        }, writer.Single(key, answer), ct);
        return Results.Empty;
    }

    private static async Task<IResult> AllAsync(
        HttpContext http, string? flagConfigEtag, Snapshots snapshots, Tickets tickets, Propagations propagations, Caller caller, EvaluationTelemetry telemetry, TimeProvider clock,
        IOptions<StreamOptions> options, CancellationToken ct)
    {
        using var request = await OfrepRequest.ReadAsync(http.Request, ct);
        if (flagConfigEtag is not null && OfrepTag.Revision(flagConfigEtag) is var seen && seen > snapshots.Current.Revision)
        {
            await snapshots.WaitForAsync(seen, options.Value.CatchUp, ct);
        }

        var invalid = request.Details;
        var question = request.Error is null ? Question.Of(snapshots.Current, caller, request.Context, out invalid) : null;
        if (question is null)
        {
            return Refuse(null, request.Error, invalid);
        }

        var (now, stale, token) = (clock.GetUtcNow(), snapshots.IsStale, http.AccessToken()!);
        var tag = OfrepTag.Of(question, stale, tickets.Stamp(token), now);
        http.Response.Headers.ETag = tag;
        // A client that was told of a change gets a full answer: it would take a 304 for "nothing changed".
        if (flagConfigEtag is null && http.Request.Headers.IfNoneMatch is { Count: > 0 } known && OfrepTag.Matches(known.ToString(), tag))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        var started = Stopwatch.GetTimestamp();
        var answers = new Engine.Evaluation[question.Snapshot.Flags.Flags.Count];
        question.Snapshot.EvaluateAll(question.Context, now, answers);
        telemetry.Record(answers, question, started);
        using var writer = new OfrepWriter(question, stale, answers.Length);
        if (flagConfigEtag is not null && question.Snapshot.Revision >= OfrepTag.Revision(flagConfigEtag))
        {
            propagations.Acknowledge(flagConfigEtag, token.Subject);
        }

        await WriteAsync(http.Response, StatusCodes.Status200OK, writer.Bulk(answers, $"{StreamEndpoint.Path}?t={tickets.Issue(token, question.TenantId)}"), ct);
        return Results.Empty;
    }

    private static IResult Refuse(string? key, string? error, string? details) => error is null && details is null
        ? Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Without a tenant of its own a caller needs the permission flags.evaluate.any.")
        : Results.Json(
            new OfrepFailure(key, error ?? "INVALID_CONTEXT", details!),
            OfrepFailure.Json,
            statusCode: StatusCodes.Status400BadRequest);

    private static async Task WriteAsync(HttpResponse response, int status, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, ct);
    }
}
