using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Engine;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>What one flag answers the caller.</summary>
/// <param name="Key">The flag.</param>
/// <param name="Value">The value to use. With reason ERROR it is the fail-safe value, or null.</param>
/// <param name="Variant">The value's name.</param>
/// <param name="Reason">OpenFeature's word for why.</param>
/// <param name="Scope">Which step of the decision decided.</param>
/// <param name="Revision">Of the tenant's snapshot.</param>
public sealed record FlagAnswer(string Key, JsonElement? Value, string? Variant, string Reason, string Scope, long Revision);

/// <summary>All flags of the caller, by key.</summary>
/// <param name="TenantId">For whom.</param>
/// <param name="Revision">Of the tenant's snapshot.</param>
/// <param name="Flags">Every flag in service.</param>
public sealed record ActiveFlags(Guid TenantId, long Revision, IReadOnlyDictionary<string, FlagAnswer> Flags);

/// <summary>The same answers for server code that speaks no OFREP: for the caller itself, or with <c>?tenant=&amp;user=</c> for an operator.</summary>
internal static class EvaluationEndpoints
{
    /// <summary>Everything that answers: these, the trace of an answer, and OFREP.</summary>
    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        routes.MapEvaluation();
        routes.MapExplain();
        routes.MapOfrep();
    }

    private static void MapEvaluation(this IEndpointRouteBuilder routes)
    {
        var flags = routes.MapGroup("/api/v1/flags").WithTags("Evaluation").RequireEvaluate()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        flags.MapGet("/active", Active).WithName("ActiveFlags");
        flags.MapGet("/check", Check).WithName("CheckFlag");
    }

    private static Results<Ok<ActiveFlags>, ProblemHttpResult> Active(
        string? tenant, string? user, Snapshots snapshots, Caller caller, EvaluationTelemetry telemetry, TimeProvider clock)
    {
        if (Ask(snapshots.Current, tenant, user, caller, out var refusal) is not { } question)
        {
            return refusal!;
        }

        var started = Stopwatch.GetTimestamp();
        var answers = new Engine.Evaluation[question.Snapshot.Flags.Flags.Count];
        question.Snapshot.EvaluateAll(question.Context, clock.GetUtcNow(), answers);
        telemetry.Record(answers, question, started);
        var stale = snapshots.IsStale;
        return TypedResults.Ok(new ActiveFlags(
            Guid.Parse(question.Snapshot.Tenant.Id),
            question.Snapshot.Revision,
            answers.ToDictionary(answer => answer.Flag!.Key, answer => Answer(answer, stale))));
    }

    private static Results<Ok<FlagAnswer>, ProblemHttpResult> Check(
        string key, string? tenant, string? user, Snapshots snapshots, Caller caller, EvaluationTelemetry telemetry, TimeProvider clock)
    {
        if (Ask(snapshots.Current, tenant, user, caller, out var refusal) is not { } question)
        {
            return refusal!;
        }

        var started = Stopwatch.GetTimestamp();
        var answer = question.Snapshot.Evaluate(key, question.Context, clock.GetUtcNow());
        telemetry.Record(key, answer, question, started);
        return answer.Flag is null ? Problems.Refuse(StatusCodes.Status404NotFound, "flag.not-found") : TypedResults.Ok(Answer(answer, snapshots.IsStale));
    }

    private static Question? Ask(Installation installation, string? tenant, string? user, Caller caller, out ProblemHttpResult? refusal)
    {
        refusal = Problems.Refuse(StatusCodes.Status404NotFound, "tenant.not-found", "Name one of your tenants as ?tenant=, slug or id.");
        if (caller.TenantId is { } own)
        {
            var view = installation.Tenants.GetValueOrDefault(own) ?? TenantView.Unknown(own);
            // Naming one's own tenant is allowed; any other is not found, whether it exists or not.
            return tenant is null || tenant == view.Facts?.Slug || new TenantKey(tenant).Id == own
                ? Question.Of(installation, view, caller.Subject, caller.TenantRoles)
                : null;
        }

        if (!caller.Has(Permissions.FlagsEvaluateAny))
        {
            refusal = NoTenant();
            return null;
        }

        var found = tenant is null ? null : installation.Find(new TenantKey(tenant));
        return found is null || (caller.PartnerId is { } partner && found.Facts?.Partner != partner.ToString())
            ? null
            : Question.Of(installation, found, user, []);
    }

    private static ProblemHttpResult NoTenant() => Problems.Refuse(
        StatusCodes.Status403Forbidden, "permission.missing", "Without a tenant of its own a caller needs the permission flags.evaluate.any.");

    public static FlagAnswer Answer(in Engine.Evaluation answer, bool stale) => new(
        answer.Flag!.Key,
        answer.Variant is null ? null : FlagJson.Element(answer.Value),
        answer.Variant?.Name,
        stale ? "STALE" : answer.Reason.ToWire(),
        answer.Scope.ToWire(),
        answer.Revision);
}
