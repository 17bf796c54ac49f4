using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Roles;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>What somebody may be in a tenant.</summary>
/// <param name="Roles">All of them, the ones held already as well; never more than the caller holds.</param>
public sealed record SetMembershipRequest([property: Required, NoNulls, MinLength(1), MaxLength(20)] IReadOnlyList<string> Roles);

internal static class Memberships
{
    public const string Owner = "TENANT_OWNER";

    /// <summary>Changes roles; an operator also adds. A tenant adds people by inviting them, which tells them.</summary>
    public static async Task<Results<Ok<UserItem>, ProblemHttpResult>> SetAsync(
        Guid user, TenantKey tenant, SetMembershipRequest request, TenantDoor<IdentityContext> tenants, UserDoor door, UserReader reader, RoleBook book, IdentityContext db,
        PeopleStanding standing, SignInPolicies policies, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var found = await door.ToSeeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        var membership = await db.Memberships.SingleOrDefaultAsync(m => m.UserId == user && m.TenantId == known.Id, ct);
        var before = membership?.Roles.ToArray() ?? [];
        var wanted = request.Roles.Distinct(StringComparer.Ordinal).ToArray();
        if (await book.RefusalAsync(RoleKind.Tenant, wanted, ct) is { } unknown)
        {
            return unknown;
        }

        if (await TakingRefusalAsync(before, wanted, known.Id, user, book, db, ct) is { } refusal)
        {
            return refusal;
        }

        if (membership is null && await policies.OfAsync(known.Id, ct) is { } policy && !policy.Admits(person.Email))
        {
            return Problems.Unprocessable("user.email-domain", $"Addresses of this tenant end in {string.Join(" or ", policy.EmailDomains)}.");
        }

        if (membership is null)
        {
            db.Memberships.Add(new Membership { UserId = user, TenantId = known.Id, Roles = [.. wanted], CreatedAt = clock.GetUtcNow() });
        }
        else if (!membership.TrySetRoles(wanted))
        {
            return TypedResults.Ok(await reader.ItemAsync(person, ct));
        }

        await standing.PermissionsChangedAsync(person, ct);
        await audit.RecordAsync(db, Entry(person, known, "membership.set", before, wanted), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(await reader.ItemAsync(person, ct));
    }

    public static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid user, TenantKey tenant, TenantDoor<IdentityContext> tenants, UserDoor door, RoleBook book, IdentityContext db, PeopleStanding standing, AuditTrail audit, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var found = await door.ToSeeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        if (await db.Memberships.SingleOrDefaultAsync(m => m.UserId == user && m.TenantId == known.Id, ct) is not { } membership)
        {
            return Problems.NotFound("membership.not-found");
        }

        if (await TakingRefusalAsync(membership.Roles, [], known.Id, user, book, db, ct) is { } refusal)
        {
            return refusal;
        }

        db.Memberships.Remove(membership);
        await standing.PermissionsChangedAsync(person, ct);
        await audit.RecordAsync(db, Entry(person, known, "membership.removed", membership.Roles, []), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    internal static AuditEntry Entry(User person, KnownTenant tenant, string action, IEnumerable<string> before, IEnumerable<string> after) =>
        new(action, "user", person.Subject, person.Name) { TenantId = tenant.Id, Before = new { Roles = string.Join(' ', before) }, After = new { Roles = string.Join(' ', after) } };

    private static async Task<ProblemHttpResult?> TakingRefusalAsync(
        IReadOnlyCollection<string> before, IReadOnlyCollection<string> after, Guid tenantId, Guid user, RoleBook book, IdentityContext db, CancellationToken ct)
    {
        var taken = before.Except(after).ToArray();
        if (await book.HeldRefusalAsync(taken, ct) is { } beyond)
        {
            return beyond;
        }

        return taken.Contains(Owner) && await IsLastOwnerAsync(user, tenantId, db, ct)
            ? Problems.Conflict("membership.last-owner", "A tenant has an owner: make somebody else one first.")
            : null;
    }

    // Whoever asks waits for whoever asked before: two owners cannot both leave at once.
    private static async Task<bool> IsLastOwnerAsync(Guid user, Guid tenantId, IdentityContext db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"identity.owners:" + tenantId}, 0))", ct);
        return !await db.Memberships.AnyAsync(m => m.TenantId == tenantId && m.UserId != user && m.Roles.Contains(Owner) && db.Users.Any(u => u.Id == m.UserId && !u.Disabled), ct);
    }
}
