using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Streaming;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Approvals;

/// <summary>What holds for every flag.</summary>
/// <param name="RequiresApproval">Whether every change waits for a second person, whatever the flags say.</param>
/// <param name="ApprovalHours">How long it waits.</param>
/// <param name="MasterSwitch">False answers every question with the fail-safe value.</param>
/// <param name="UpdatedAt">When it changed last, in UTC.</param>
/// <param name="Revision">Also the ETag.</param>
public sealed record FlagSettingsResource(bool RequiresApproval, int ApprovalHours, bool MasterSwitch, DateTimeOffset UpdatedAt, long Revision)
{
    /// <summary>After switching off: how many connected clients have it already.</summary>
    public PropagationResource? Propagation { get; init; }

    internal static FlagSettingsResource Of(Governance row) => new(row.RequiresApproval, row.ApprovalHours, row.MasterSwitch, row.UpdatedAt, row.Revision);
}

/// <summary>What is to hold for every flag.</summary>
/// <param name="RequiresApproval">Whether every change waits for a second person.</param>
/// <param name="Reason">Why, for the audit log.</param>
/// <param name="ApprovalHours">How long it waits: a week unless said.</param>
public sealed record FlagSettingsRequest(
    [property: Required] bool? RequiresApproval,
    [property: Required, StringLength(500, MinimumLength = 3), RegularExpression("^[^\\0]+$")] string Reason,
    [property: Range(1, 24 * 90)] int ApprovalHours = 24 * 7);

/// <summary>The switch over all switches.</summary>
/// <param name="On">False: everybody gets every flag's fail-safe value.</param>
/// <param name="Reason">Why, for the audit log.</param>
public sealed record MasterSwitchRequest([property: Required] bool? On, [property: Required, StringLength(500, MinimumLength = 3), RegularExpression("^[^\\0]+$")] string Reason);

internal static class GovernanceEndpoints
{
    /// <summary>How long switching off waits for every connected client to have it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public static void MapGovernance(this IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/api/v1/flags").WithTags("Governance")
            .RequireAuthorization(Permissions.FlagsRead)
            .ForOperators()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        settings.MapGet("/settings", GetAsync).WithName("GetFlagSettings");
        settings.MapPut("/settings", PutAsync).WithName("SetFlagSettings").RequireAuthorization(Permissions.FlagsWrite);
        settings.MapPost("/master-switch", SwitchAsync).WithName("TurnMasterSwitch").RequireAuthorization(Permissions.FlagsKill);
    }

    private static async Task<Ok<FlagSettingsResource>> GetAsync(FlagDbContext db, HttpResponse response, CancellationToken ct)
    {
        var row = await db.Governance.AsNoTracking().SingleAsync(ct);
        response.SetETag(row.Revision);
        return TypedResults.Ok(FlagSettingsResource.Of(row));
    }

    private static async Task<Results<Ok<FlagSettingsResource>, ProblemHttpResult>> PutAsync(
        FlagSettingsRequest request, IfMatch ifMatch, FlagDbContext db, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        var row = await db.Governance.SingleAsync(ct);
        if (ifMatch.Refusal(row.Revision) is { } refusal)
        {
            return refusal;
        }

        var before = row.Face();
        row.Demand(request.RequiresApproval == true, request.ApprovalHours, clock.GetUtcNow());
        if (AuditTrail.Diff(before, row.Face()).Count > 0)
        {
            await SaveAsync(db, row, before, "settings.changed", request.Reason, audit, ct);
        }

        response.SetETag(row.Revision);
        return TypedResults.Ok(FlagSettingsResource.Of(row));
    }

    private static async Task<Results<Ok<FlagSettingsResource>, ProblemHttpResult>> SwitchAsync(
        MasterSwitchRequest request, FlagDbContext db, AuditTrail audit, Propagations propagations, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        var row = await db.Governance.SingleAsync(ct);
        var (before, on) = (row.Face(), request.On == true);
        if (!row.TrySwitch(on, clock.GetUtcNow()))
        {
            return Problems.Conflict("master-switch.already", on ? "The master switch is on already." : "The master switch is off already.");
        }

        await SaveAsync(db, row, before, on ? "master-switch.on" : "master-switch.off", request.Reason, audit, ct);
        response.SetETag(row.Revision);
        return TypedResults.Ok(FlagSettingsResource.Of(row) with { Propagation = await propagations.AwaitAsync(row.Revision, Patience, ct) });
    }

    private static async Task SaveAsync(FlagDbContext db, Governance row, object before, string action, string reason, AuditTrail audit, CancellationToken ct)
    {
        row.At(await db.NextAsync(ct));
        await audit.RecordAsync(db, new AuditEntry(action, "settings", Governance.Name, "Flags") { Reason = reason, Before = before, After = row.Face() }, ct);
        await db.SaveChangesAsync(ct);
    }
}
