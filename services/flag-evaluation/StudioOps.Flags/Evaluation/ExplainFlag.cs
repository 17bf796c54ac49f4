using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Engine;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Evaluation;

/// <summary>Asks why a flag answers as it does.</summary>
/// <param name="Key">The flag.</param>
/// <param name="Tenant">Slug or id; null for the caller's own.</param>
/// <param name="User">The targeting key; null for nobody in particular.</param>
/// <param name="Roles">Roles that user has in the tenant.</param>
/// <param name="Context">Attributes that rules may read.</param>
public sealed record ExplainFlagRequest(
    [property: Required, StringLength(100)] string Key,
    [property: StringLength(64)] string? Tenant = null,
    [property: StringLength(Question.LongestTargetingKey), RegularExpression("^[^\\0]+$")] string? User = null,
    [property: MaxLength(100)] IReadOnlyList<string>? Roles = null,
    JsonElement? Context = null);

/// <summary>An answer and how it came about.</summary>
/// <param name="Answer">What the flag answers.</param>
/// <param name="RuleId">The rule that decided, if one did.</param>
/// <param name="TenantStatus">Told when it keeps the tenant from its flags; else null.</param>
/// <param name="Steps">Every step of the decision in the order it was taken, those of prerequisites before the flag's own.</param>
/// <param name="Code">PREREQUISITE_FAILED when another flag does not serve what this one needs; else null.</param>
/// <param name="Prerequisite">Which one, then.</param>
public sealed record FlagExplanation(
    FlagAnswer Answer, string? RuleId, string? TenantStatus, IReadOnlyList<ExplainedStep> Steps, string? Code = null, string? Prerequisite = null)
{
    internal const string PrerequisiteFailed = "PREREQUISITE_FAILED";
}

/// <summary>One step of a decision.</summary>
/// <param name="Flag">The flag it is about.</param>
/// <param name="Scope">Which part of the decision order.</param>
/// <param name="Outcome">What became of it: passed, held, failed, expired, applies, noUnit or decided.</param>
public sealed record ExplainedStep(string Flag, string Scope, StepOutcome Outcome)
{
    public string? RuleId { get; init; }

    /// <summary>Subject of an override, key of a prerequisite, or the unit that was bucketed.</summary>
    public string? Subject { get; init; }

    public string? OverrideId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Variant { get; init; }

    /// <summary>Which condition was asked; null for whoever may not see rules.</summary>
    public string? Condition { get; init; }

    /// <summary>The attribute it looked at.</summary>
    public string? Attribute { get; init; }

    /// <summary>What it found there.</summary>
    public JsonElement? Seen { get; init; }

    public int Depth { get; init; }

    /// <summary>The unit's place among a hundred thousand.</summary>
    public int? Bucket { get; init; }

    /// <summary>Conditions are for operators only: they may name other tenants.</summary>
    internal static ExplainedStep Of(DecisionStep step, bool toOperator) => new(step.FlagKey, step.Scope.ToWire(), step.Outcome)
    {
        RuleId = step.RuleId,
        Subject = step.Subject,
        OverrideId = step.OverrideId,
        ExpiresAt = step.ExpiresAt,
        Variant = step.Variant,
        Condition = toOperator ? step.Condition?.GetType().Name : null,
        Attribute = toOperator ? (step.Condition as AttributeCondition)?.Attribute : null,
        Seen = toOperator && step.Seen is { } seen ? FlagJson.Element(seen) : null,
        Depth = step.Depth,
        Bucket = step.Bucket,
    };
}

/// <summary>Why: the trace comes from the code that decides.</summary>
internal static class ExplainFlag
{
    public static void MapExplain(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/flags/explain", Handle)
        .WithName("ExplainFlag").WithTags("Evaluation").RequireAuthorization(Permissions.FlagsRead).RequireEvaluate()
        .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

    private static Results<Ok<FlagExplanation>, ProblemHttpResult> Handle(ExplainFlagRequest request, Snapshots snapshots, Caller caller, TimeProvider clock)
    {
        var installation = snapshots.Current;
        if (Tenant(installation, request.Tenant, caller) is not { } tenant)
        {
            return Problems.NotFound("tenant.not-found", "Name one of your tenants, slug or id.");
        }

        var question = Question.Of(installation, tenant, request.User, request.Roles ?? [], request.Context ?? default, "");
        var explained = question.Snapshot.Explain(request.Key, question.Context, clock.GetUtcNow());
        return explained.Answer.Flag is null
            ? Problems.NotFound("flag.not-found")
            : TypedResults.Ok(new FlagExplanation(
                EvaluationEndpoints.Answer(explained.Answer, snapshots.IsStale),
                explained.Answer.RuleId,
                question.TenantStatus,
                [.. explained.Steps.Select(step => ExplainedStep.Of(step, caller.IsPlatform))],
                explained.Answer.FailedPrerequisite is null ? null : FlagExplanation.PrerequisiteFailed,
                explained.Answer.FailedPrerequisite));
    }

    private static TenantView? Tenant(Installation installation, string? named, Caller caller)
    {
        if (caller.TenantId is { } own)
        {
            var view = installation.Tenants.GetValueOrDefault(own) ?? TenantView.Unknown(own);
            return named is null || named == view.Facts?.Slug || new TenantKey(named).Id == own ? view : null;
        }

        var found = named is null ? null : installation.Find(new TenantKey(named));
        return caller.PartnerId is { } partner && found?.Facts?.Partner != partner.ToString() ? null : found;
    }
}
