using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Standing;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Somebody who is to have an account.</summary>
internal sealed record NewPerson(string Email, string Name, IReadOnlyList<string> Roles);

/// <summary>Brings people in: new ones are invited by mail to choose a password, known ones are told. The caller has checked the roles, entered the tenant's scope, and saves.</summary>
internal sealed class NewPeople(
    IdentityContext db, ILookupNormalizer normalizer, AccountLinks links, PeopleStanding standing, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Adds somebody to a tenant; null when they belong to it already.</summary>
    public async Task<User?> AddToTenantAsync(NewPerson person, KnownTenant tenant, CancellationToken ct)
    {
        var user = await FindAsync(person.Email, ct);
        if (user is not null && await db.Memberships.AnyAsync(m => m.UserId == user.Id && m.TenantId == tenant.Id, ct))
        {
            return null;
        }

        var isNew = user is null;
        user ??= Create(person);
        db.Memberships.Add(new Membership { UserId = user.Id, TenantId = tenant.Id, Roles = [.. person.Roles], CreatedAt = clock.GetUtcNow() });
        if (!isNew)
        {
            await standing.PermissionsChangedAsync(user, ct);
        }

        links.Ask(user.PasswordHash is null ? AccountMailKind.Invitation : AccountMailKind.Welcome, user.Email!, tenant.Slug);
        await RecordAsync(user, tenant.Id, person.Roles, ct);
        return user;
    }

    /// <summary>Makes an operator; null when somebody has this address already.</summary>
    public async Task<User?> AddOperatorAsync(NewPerson person, CancellationToken ct)
    {
        if (await FindAsync(person.Email, ct) is not null)
        {
            return null;
        }

        var user = Create(person);
        user.TrySetPlatformRoles([.. person.Roles]);
        links.Ask(AccountMailKind.Invitation, user.Email!, portal: null);
        await RecordAsync(user, null, person.Roles, ct);
        return user;
    }

    private Task<User?> FindAsync(string email, CancellationToken ct)
    {
        var normalized = normalizer.NormalizeEmail(email);
        return db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
    }

    private User Create(NewPerson person)
    {
        var now = clock.GetUtcNow();
        var user = new User
        {
            Id = Guid.CreateVersion7(now),
            UserName = person.Email,
            NormalizedUserName = normalizer.NormalizeName(person.Email),
            Email = person.Email,
            NormalizedEmail = normalizer.NormalizeEmail(person.Email),
            Name = person.Name,
            SecurityStamp = RandomToken.Create(),
            CreatedAt = now,
        };
        db.Users.Add(user);
        return user;
    }

    private Task RecordAsync(User user, Guid? tenantId, IReadOnlyList<string> roles, CancellationToken ct) => audit.RecordAsync(
        db, new AuditEntry("user.invited", "user", user.Subject, user.Name) { TenantId = tenantId, After = new { Roles = string.Join(' ', roles) } }, ct);
}
