using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Roles;

/// <summary>A row of the matrix.</summary>
internal sealed record RoleItem(string Name, string Kind, string Description, IReadOnlyList<string> Permissions);

/// <summary>The matrix: every role and what it may do, and every permission there is.</summary>
internal sealed record RoleMatrix(IReadOnlyList<RoleItem> Items, IReadOnlyList<string> Permissions);

internal static class ListRoles
{
    public static async Task<Ok<RoleMatrix>> Handle(IdentityContext db, Caller caller, CancellationToken ct)
    {
        var roles = await db.Roles.AsNoTracking()
            .Where(r => caller.IsPlatform || r.Kind == RoleKind.Tenant)
            .OrderBy(r => r.Kind).ThenBy(r => r.Name)
            .ToListAsync(ct);
        var own = caller.TenantId is { } tenant
            ? await db.TenantRoles.AsNoTracking().Where(r => r.TenantId == tenant).OrderBy(r => r.Name).ToListAsync(ct)
            : [];
        return TypedResults.Ok(new RoleMatrix(
            [
                .. roles.Select(r => new RoleItem(r.Name, r.Kind.ToString().ToLowerInvariant(), r.Description, r.Permissions)),
                .. own.Select(r => new RoleItem(r.Name, "own", r.Description, r.Permissions)),
            ],
            [.. caller.IsPlatform ? BuiltInRoles.AllPermissions.Order(StringComparer.Ordinal) : BuiltInRoles.TenantPermissions.Order(StringComparer.Ordinal)]));
    }
}
