using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Http;

/// <summary>Work that outlasts its request. The id carries the service that accepted it: <c>tenant-01J…</c>.</summary>
public sealed class Operation
{
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    public required string Id { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>What it does, for example <c>tenant.create</c>.</summary>
    public required string Kind { get; init; }

    public string State { get; private set; } = Running;

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public string? Error { get; private set; }

    /// <summary>Steps as JSON: an array of <see cref="OperationStep"/>.</summary>
    public string Steps { get; private set; } = "[]";

    /// <summary>Steps as the work reports them.</summary>
    public void Report(IReadOnlyList<OperationStep> steps, string? error)
    {
        if (State == Running)
        {
            (Steps, Error) = (JsonSerializer.Serialize(steps, JsonSerializerOptions.Web), error);
        }
    }

    /// <summary>Ends it; whether it was still running.</summary>
    public bool TryFinish(bool succeeded, string? error, DateTimeOffset at)
    {
        if (State != Running)
        {
            return false;
        }

        (State, Error, FinishedAt) = (succeeded ? Succeeded : Failed, error, at);
        return true;
    }

    /// <summary>Maps the table <c>operations</c>; call <c>EnableTenantIsolation("operations")</c> in the migration.</summary>
    public static void Map(ModelBuilder model) => model.Entity<Operation>(operation =>
    {
        operation.ToTable("operations");
        operation.HasKey(o => o.Id);
        operation.Property(o => o.Steps).HasColumnType("jsonb");
        operation.HasIndex(o => new { o.TenantId, o.StartedAt });
    });
}

/// <summary>One step of an operation.</summary>
/// <param name="Name">For people.</param>
/// <param name="State"><c>pending</c>, <c>ok</c>, <c>skipped</c> or <c>error</c>.</param>
/// <param name="Error">Why it is not ok, or null.</param>
public sealed record OperationStep(string Name, string State, string? Error);

/// <summary>An operation as callers see it.</summary>
/// <param name="Id">Where to ask again: <c>/api/v1/operations/{id}</c>.</param>
/// <param name="Kind">What it does.</param>
/// <param name="State"><c>running</c>, <c>succeeded</c> or <c>failed</c>.</param>
/// <param name="Percent">0 to 100: settled steps of all.</param>
/// <param name="Steps">Each step.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="FinishedAt">UTC, or null while it runs.</param>
/// <param name="Error">The first thing that keeps it from ending well, or null.</param>
public sealed record OperationResource(
    string Id, string Kind, string State, int Percent, IReadOnlyList<OperationStep> Steps, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? Error)
{
    public static OperationResource Of(Operation operation)
    {
        var steps = JsonSerializer.Deserialize<OperationStep[]>(operation.Steps, JsonSerializerOptions.Web) ?? [];
        var percent = operation.State == Operation.Succeeded ? 100
            : steps.Length == 0 ? 0
            : 100 * steps.Count(step => step.State is "ok" or "skipped") / steps.Length;
        return new(operation.Id, operation.Kind, operation.State, percent, steps, operation.StartedAt, operation.FinishedAt, operation.Error);
    }
}

public static class Operations
{
    /// <summary>An id that says which service to ask.</summary>
    public static string NewId(string service, DateTimeOffset now) => $"{service}-{Guid.CreateVersion7(now):n}";

    /// <summary>202 with the operation, and where to follow it.</summary>
    public static Accepted<OperationResource> Accepted(Operation operation) =>
        TypedResults.Accepted($"/api/v1/operations/{operation.Id}", OperationResource.Of(operation));

    /// <summary>Serves <c>GET /api/v1/operations/SERVICE-…</c>.</summary>
    public static RouteHandlerBuilder MapOperations<TContext>(this IEndpointRouteBuilder routes, string service, string permission)
        where TContext : DbContext => routes
        .MapGet($"/api/v1/operations/{{id:regex(^{service}-[0-9a-f]{{{{32}}}}$)}}", GetAsync<TContext>)
        .WithName("GetOperation").WithTags("Operations").RequireAuthorization(permission);

    private static async Task<Results<Ok<OperationResource>, ProblemHttpResult>> GetAsync<TContext>(
        string id, TContext db, CrossTenant<TContext> all, Caller caller, CancellationToken ct)
        where TContext : DbContext
    {
        await using var everyone = caller.IsPlatform ? all.Read(caller) : null;
        var found = await (everyone ?? db).Set<Operation>().AsNoTracking().SingleOrDefaultAsync(operation => operation.Id == id, ct);
        return found is null ? Problems.NotFound("operation.not-found") : TypedResults.Ok(OperationResource.Of(found));
    }
}
