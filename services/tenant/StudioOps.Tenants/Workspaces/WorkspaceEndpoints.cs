using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;
using StudioOps.Tenants.Data;

namespace StudioOps.Tenants.Workspaces;

/// <summary>A workspace as provisioning wants it.</summary>
/// <param name="Isolation"><c>shared</c> or <c>schema</c>.</param>
/// <param name="Slug">The tenant's slug; names the schema.</param>
public sealed record WorkspaceRequest(
    [property: Required, AllowedValues("shared", "schema")] string Isolation,
    [property: Required, RegularExpression("^[a-z][a-z0-9-]{1,38}[a-z0-9]$")] string Slug);

/// <summary>A workspace as it is.</summary>
/// <param name="TenantId">Whose.</param>
/// <param name="Isolation"><c>shared</c> or <c>schema</c>.</param>
/// <param name="Schema">The schema's name, or null in shared tables.</param>
/// <param name="Version">Version of the template it was made from.</param>
public sealed record WorkspaceResource(Guid TenantId, string Isolation, string? Schema, int Version);

/// <summary>For provisioning only: the gateway does not route these.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this IEndpointRouteBuilder routes)
    {
        var workspaces = routes.MapGroup("/internal/v1/workspaces/{tenantId:guid}").WithTags("Internal").RequireAuthorization(Permissions.WorkspacesManage);
        workspaces.MapGet("/", Get).WithName("GetWorkspace");
        workspaces.MapPut("/", Put).WithName("PutWorkspace");
        workspaces.MapDelete("/", Delete).WithName("DeleteWorkspace");
    }

    private static async Task<Results<Ok<WorkspaceResource>, ProblemHttpResult>> Get(Guid tenantId, TenantDbContext db, TenantScope scope, CancellationToken ct)
    {
        scope.Enter(tenantId);
        var found = await db.Workspaces.FindAsync([tenantId], ct);

        // The row is a claim; the schema is the fact. A schema somebody dropped by hand shows as missing, and is made again.
        return found is null || (found.Schema is { } schema && !await SchemaExistsAsync(db, schema, ct))
            ? Problems.NotFound("workspace.not-found")
            : TypedResults.Ok(Resource(found));
    }

    private static async Task<Results<Ok<WorkspaceResource>, ProblemHttpResult>> Put(
        Guid tenantId, WorkspaceRequest request, TenantDbContext db, TenantScope scope, WorkspaceSchemas schemas, TimeProvider clock, CancellationToken ct)
    {
        scope.Enter(tenantId);
        var found = await db.Workspaces.FindAsync([tenantId], ct);
        if (found is not null && found.Isolation != request.Isolation)
        {
            return Problems.Conflict("workspace.isolation-differs", "A workspace is moved between kinds of isolation, not made anew over its data.");
        }

        var schema = request.Isolation == Workspace.OwnSchema ? found?.Schema ?? WorkspaceSchemas.Name(request.Slug) : null;
        if (schema is not null)
        {
            // The schema first: a crash in between leaves one that the next attempt finds and takes over.
            await schemas.CreateAsync(tenantId, schema, ct);
        }

        if (found is null)
        {
            found = db.Add(new Workspace { TenantId = tenantId, Isolation = request.Isolation, Schema = schema, Version = Workspace.CurrentVersion, CreatedAt = clock.GetUtcNow() }).Entity;
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(Resource(found));
    }

    private static async Task<NoContent> Delete(Guid tenantId, TenantDbContext db, TenantScope scope, WorkspaceSchemas schemas, CancellationToken ct)
    {
        scope.Enter(tenantId);
        if (await db.Workspaces.FindAsync([tenantId], ct) is { } found)
        {
            if (found.Schema is { } schema)
            {
                await schemas.DropAsync(tenantId, schema, ct);
            }

            await db.Records.Where(record => record.TenantId == tenantId).ExecuteDeleteAsync(ct);
            db.Remove(found);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.NoContent();
    }

    private static Task<bool> SchemaExistsAsync(TenantDbContext db, string schema, CancellationToken ct) =>
        db.Database.SqlQuery<bool>($"select exists (select from pg_namespace where nspname = {schema}) as \"Value\"").SingleAsync(ct);

    private static WorkspaceResource Resource(Workspace workspace) => new(workspace.TenantId, workspace.Isolation, workspace.Schema, workspace.Version);
}
