using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Somebody the caller may act on, or why not.</summary>
/// <param name="User">The person, tracked; null when there is a refusal.</param>
/// <param name="TenantId">The one tenant they belong to, if it is one: its audit log tells of what happens to them.</param>
/// <param name="Refusal">What to answer instead.</param>
internal sealed record FoundUser(User? User, Guid? TenantId, ProblemHttpResult? Refusal)
{
    public AuditEntry Entry(string action) => new(action, "user", User!.Subject, User.Name) { TenantId = TenantId };
}

/// <summary>Finds the person an address names, for whoever may see or change them.</summary>
/// <remarks>
/// People are global. What belongs to them everywhere, such as password, sign-ins and name, is changed by operators, or by a tenant
/// whose person alone they are; and by nobody who holds less than they do: whoever can reset a password can become its owner.
/// </remarks>
internal sealed class UserDoor(IdentityContext db, CrossTenant<IdentityContext> everyone, Profile profile, Caller caller)
{
    /// <summary>Whoever the caller may see.</summary>
    public async Task<FoundUser> ToSeeAsync(Guid id, CancellationToken ct)
    {
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == id, ct);
        if (user is null || !(caller.IsPlatform || await db.Memberships.AnyAsync(m => m.UserId == id && m.TenantId == caller.TenantId, ct)))
        {
            return new FoundUser(null, null, Problems.NotFound("user.not-found"));
        }

        return new FoundUser(user, caller.TenantId ?? await OnlyTenantAsync(id, ct), null);
    }

    /// <summary>Whoever the caller may change as a whole.</summary>
    public async Task<FoundUser> ToChangeAsync(Guid id, CancellationToken ct)
    {
        var found = await ToSeeAsync(id, ct);
        return found.User is { } user && await RefusalAsync(user, ct) is { } refusal ? new FoundUser(null, null, refusal) : found;
    }

    private async Task<ProblemHttpResult?> RefusalAsync(User user, CancellationToken ct)
    {
        if (user.PlatformRoles.Count > 0 && !(caller.IsPlatform && caller.Has(Permissions.OperatorsWrite)))
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "user.is-operator", $"This is an operator: that needs the permission {Permissions.OperatorsWrite}.");
        }

        if (caller.IsPlatform)
        {
            return null;
        }

        await using var all = everyone.ReadFor("whether a person belongs to other tenants too decides who may change them");
        var memberships = await all.Memberships.Where(m => m.UserId == user.Id).ToListAsync(ct);
        if (memberships.Exists(m => m.TenantId != caller.TenantId))
        {
            return Problems.Conflict("user.of-several-tenants", "This person belongs to others as well: change their roles here, or remove them from here.");
        }

        var held = await profile.PermissionsAsync([.. memberships.SelectMany(m => m.Roles).Distinct()], caller.TenantId, ct);
        return held.FirstOrDefault(p => !caller.Has(p)) is { } beyond
            ? Problems.Refuse(StatusCodes.Status403Forbidden, "user.holds-more", $"This person holds {beyond}, which you do not.")
            : null;
    }

    private async Task<Guid?> OnlyTenantAsync(Guid id, CancellationToken ct)
    {
        await using var all = everyone.Read(caller);
        return await all.Memberships.Where(m => m.UserId == id).Select(m => (Guid?)m.TenantId).Take(2).ToListAsync(ct) is [{ } only] ? only : null;
    }
}
