using StudioOps.Flags.Approvals;
using StudioOps.Flags.Bulk;
using StudioOps.Flags.Data;
using StudioOps.Flags.Overrides;
using StudioOps.Flags.Schedules;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Changes;

internal static class ChangeSetEndpoints
{
    public static void AddChangeSets(this IServiceCollection services)
    {
        services.AddScoped<ChangeOrigin>();
        services.AddScoped<ChangeRecorder>();
        services.AddScoped<OverrideBook>();
        services.AddScoped<StepTaker>();
        services.AddScoped<FlagSteps>();
        services.AddScoped<InstallationSteps>();
        services.AddScoped<PlannedChanges>();
        services.AddScoped<BulkPlanner>();
        services.AddScoped<ChangeGate>();
        services.AddScoped<HeldChanges>();
        services.AddScoped<PlanCheck>();
        services.AddScoped<DueChanges>();
        services.AddSingleton<ChangeRunner>();
        services.AddSingleton<ChangeBell>();
        services.AddHostedService<ChangeWorker>();
        services.ConfigureDbContext<FlagDbContext>((scope, options) => options.AddInterceptors(scope.GetRequiredService<ChangeRecorder>()));
    }

    public static void MapChangeSets(this IEndpointRouteBuilder routes)
    {
        var sets = routes.MapGroup("/api/v1/change-sets").WithTags("Changes")
            .RequireAuthorization(Permissions.FlagsRead)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        sets.MapGet("", ListChangeSets.Handle).WithName("ListChangeSets");
        sets.MapGet("/{changeSet:guid}", GetChangeSet.Handle).WithName("GetChangeSet");
        sets.MapGet("/{changeSet:guid}/items", GetChangeSet.Items).WithName("ListChangeItems");

        // What spans tenants is for operators, whatever a tenant's role was given.
        var changes = sets.MapGroup("").RequireAuthorization(Permissions.FlagsWrite).RequireAuthorization(Permissions.FlagsOverride).AddEndpointFilter(PlatformOnly);
        changes.MapPost("", BulkChange.Apply).WithName("ApplyBulkChange");
        changes.MapPost("/dry-run", BulkChange.DryRun).WithName("DryRunBulkChange");
        changes.MapPost("/all-on", EverythingOn.Handle).WithName("TurnEverythingOn");
        changes.MapPost("/{changeSet:guid}/stop", StopChangeSet.Handle).WithName("StopChangeSet");
        changes.MapPost("/{changeSet:guid}/undo", UndoChangeSet.Handle).WithName("UndoChangeSet");
        changes.MapPost("/{changeSet:guid}/resume", ResumeChangeSet.Handle).WithName("ResumeChangeSet");
        changes.MapPost("/{changeSet:guid}/cancel", CancelChangeSet.Handle).WithName("CancelChangeSet");
        changes.MapPost("/{changeSet:guid}/approve", ReviewChangeSet.ApproveAsync).WithName("ApproveChangeSet");
        changes.MapPost("/{changeSet:guid}/reject", ReviewChangeSet.RejectAsync).WithName("RejectChangeSet");
        changes.MapPost("/{changeSet:guid}/review", ReviewChangeSet.CloseAsync).WithName("CloseReview");
    }

    private static async ValueTask<object?> PlatformOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<Caller>().IsPlatform
            ? await next(context)
            : Problems.Refuse(StatusCodes.Status403Forbidden, "permission.missing", "Change-sets are handled by operators.");
}
