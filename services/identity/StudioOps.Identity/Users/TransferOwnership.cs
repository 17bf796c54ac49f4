using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Roles;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Hands a tenant over.</summary>
/// <param name="To">A member of the tenant, who becomes its owner.</param>
/// <param name="Reason">For the audit log.</param>
public sealed record TransferOwnershipRequest(Guid To, [property: Required, StringLength(500, MinimumLength = 3)] string Reason);

internal static class TransferOwnership
{
    /// <summary>The one in the address stops being owner and stays as manager; both in one step, so that there is always one.</summary>
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid user, TenantKey tenant, TransferOwnershipRequest request, TenantDoor<IdentityContext> tenants, RoleBook book, IdentityContext db, PeopleStanding standing, AuditTrail audit,
        CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var memberships = await db.Memberships.Where(m => m.TenantId == known.Id && (m.UserId == user || m.UserId == request.To)).ToListAsync(ct);
        var people = await db.Users.Where(u => (u.Id == user || u.Id == request.To) && !u.Disabled).ToDictionaryAsync(u => u.Id, ct);
        if (memberships.Find(m => m.UserId == user) is not { } from || !people.ContainsKey(user))
        {
            return Problems.NotFound("user.not-found");
        }

        if (request.To == user || memberships.Find(m => m.UserId == request.To) is not { } to || !people.ContainsKey(request.To))
        {
            return Problems.Unprocessable("membership.not-found", "The new owner is another member of the tenant who can sign in.");
        }

        if (!from.Roles.Contains(Memberships.Owner))
        {
            return Problems.Conflict("membership.not-owner", "This person does not own the tenant.");
        }

        if (await book.HeldRefusalAsync([Memberships.Owner], ct) is { } beyond)
        {
            return beyond;
        }

        await ChangeAsync(from, [.. from.Roles.Except([Memberships.Owner]).Append("TENANT_MANAGER").Distinct()]);
        await ChangeAsync(to, [.. to.Roles.Append(Memberships.Owner).Distinct()]);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();

        async Task ChangeAsync(Membership membership, string[] roles)
        {
            var before = membership.Roles.ToArray();
            if (membership.TrySetRoles(roles))
            {
                await standing.PermissionsChangedAsync(people[membership.UserId], ct);
                await audit.RecordAsync(db, Memberships.Entry(people[membership.UserId], known, "ownership.transferred", before, roles) with { Reason = request.Reason }, ct);
            }
        }
    }
}
