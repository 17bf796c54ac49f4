using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Roles;

/// <summary>What a role of a tenant's own may do.</summary>
/// <param name="Description">For people.</param>
/// <param name="Permissions">All of them; never more than the caller holds.</param>
public sealed record SetTenantRoleRequest(
    [property: Required, StringLength(200)] string Description, [property: Required, NoNulls, MinLength(1), MaxLength(100)] IReadOnlyList<string> Permissions);

internal static partial class TenantRoles
{
    public static async Task<Results<Ok<RoleMatrix>, ProblemHttpResult>> ListAsync(TenantKey tenant, TenantDoor<IdentityContext> tenants, IdentityContext db, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var own = await db.TenantRoles.AsNoTracking().Where(r => r.TenantId == known.Id).OrderBy(r => r.Name).ToListAsync(ct);
        return TypedResults.Ok(new RoleMatrix(
            [.. own.Select(r => new RoleItem(r.Name, "own", r.Description, r.Permissions))], [.. BuiltInRoles.TenantPermissions.Order(StringComparer.Ordinal)]));
    }

    /// <summary>Makes the role or changes it; whoever holds it feels that within seconds.</summary>
    public static async Task<Results<Ok<RoleItem>, ProblemHttpResult>> SetAsync(
        TenantKey tenant, string role, SetTenantRoleRequest request, TenantDoor<IdentityContext> tenants, IdentityContext db, StandingTable standing, Caller caller, AuditTrail audit,
        TimeProvider clock, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (!Name().IsMatch(role) || BuiltInRoles.All.Any(r => string.Equals(r.Name, role, StringComparison.OrdinalIgnoreCase)))
        {
            return Problems.Unprocessable("role.name-invalid", "A role's name is small letters, digits and hyphens, 2 to 40 of them, and none of the built-in ones.");
        }

        var found = await db.TenantRoles.SingleOrDefaultAsync(r => r.TenantId == known.Id && r.Name == role, ct);
        var before = found?.Permissions.ToArray() ?? [];
        if (Refusal(request.Permissions, before, caller) is { } refusal)
        {
            return refusal;
        }

        if (found is null)
        {
            db.TenantRoles.Add(found = new TenantRole { TenantId = known.Id, Name = role, CreatedAt = clock.GetUtcNow() });
        }

        if (found.TryChange(request.Description, request.Permissions))
        {
            await standing.RoleChangedAsync(known.Id, role, ct);
            await audit.RecordAsync(db, Entry(known, found, "role.set", before, found.Permissions), ct);
            await db.SaveChangesAsync(ct);
        }

        return TypedResults.Ok(new RoleItem(found.Name, "own", found.Description, found.Permissions));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        TenantKey tenant, string role, TenantDoor<IdentityContext> tenants, IdentityContext db, Caller caller, AuditTrail audit, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (await db.TenantRoles.SingleOrDefaultAsync(r => r.TenantId == known.Id && r.Name == role, ct) is not { } found)
        {
            return Problems.NotFound("role.not-found");
        }

        if (Refusal([], found.Permissions, caller) is { } refusal)
        {
            return refusal;
        }

        if (await db.Memberships.AnyAsync(m => m.TenantId == known.Id && m.Roles.Contains(role), ct))
        {
            return Problems.Conflict("role.in-use", "Somebody holds this role: take it from them first.");
        }

        db.TenantRoles.Remove(found);
        await audit.RecordAsync(db, Entry(known, found, "role.removed", found.Permissions, []), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult? Refusal(IReadOnlyCollection<string> wanted, IReadOnlyCollection<string> before, Caller caller)
    {
        if (wanted.FirstOrDefault(p => !BuiltInRoles.TenantPermissions.Contains(p)) is not null)
        {
            return Problems.Unprocessable("role.permission-not-for-tenants", "One of these permissions cannot be held inside a tenant; GET /api/v1/roles lists those that can.");
        }

        return wanted.Concat(before).FirstOrDefault(p => !caller.Has(p)) is { } beyond
            ? Problems.Refuse(StatusCodes.Status403Forbidden, "role.beyond-yours", $"You cannot give or take {beyond}: you do not hold it.")
            : null;
    }

    private static AuditEntry Entry(KnownTenant tenant, TenantRole role, string action, IEnumerable<string> before, IEnumerable<string> after) =>
        new(action, "role", role.Name, role.Name)
        {
            TenantId = tenant.Id, Before = new { Permissions = string.Join(' ', before) }, After = new { Permissions = string.Join(' ', after) },
        };

    [GeneratedRegex("^[a-z][a-z0-9-]{1,39}$")]
    private static partial Regex Name();
}
