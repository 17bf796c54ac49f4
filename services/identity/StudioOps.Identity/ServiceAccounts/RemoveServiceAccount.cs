using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Standing;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;
using StudioOps.Tenancy;

namespace StudioOps.Identity.ServiceAccounts;

/// <summary>Ends an account, or gives it a new secret. Its tokens are refused within seconds.</summary>
internal static class RemoveServiceAccount
{
    public static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid account, AccountDoor door, IdentityContext db, StandingTable standing, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await door.FindAsync(account, ct) is not { } found)
        {
            return Problems.NotFound("service-account.not-found");
        }

        db.ServiceAccounts.Remove(found);
        await standing.SetAsync(StandingKind.Client, found.ClientId, StandingEntry.Ended, clock.GetUtcNow(), 0, ct);
        await audit.RecordAsync(db, Entry(found, "service-account.removed"), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    public static async Task<Results<Ok<CreatedServiceAccount>, ProblemHttpResult>> RotateAsync(
        Guid account, AccountDoor door, IdentityContext db, StandingTable standing, AuditTrail audit, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await door.FindAsync(account, ct) is not { } found)
        {
            return Problems.NotFound("service-account.not-found");
        }

        var secret = RandomToken.Create("sos_");
        found.SecretHash = RandomToken.Hash(secret);
        await standing.SetAsync(StandingKind.Client, found.ClientId, StandingEntry.Active, clock.GetUtcNow(), 0, ct);
        await audit.RecordAsync(db, Entry(found, "service-account.rotated"), ct);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new CreatedServiceAccount(found.Id, found.ClientId, secret));
    }

    private static AuditEntry Entry(ServiceAccount account, string action) => new(action, "service-account", account.Id.ToString(), account.Name) { TenantId = account.TenantId };
}

/// <summary>Finds the account an address names, for whoever may see it and holds no less than it does; our own services' accounts are nobody's to touch.</summary>
internal sealed class AccountDoor(IdentityContext db, CrossTenant<IdentityContext> everyone, TenantScope scope, Caller caller)
{
    public async Task<ServiceAccount?> FindAsync(Guid id, CancellationToken ct)
    {
        if (caller.IsPlatform)
        {
            await using var all = everyone.Read(caller);
            if (await all.ServiceAccounts.Where(a => a.Id == id).Select(a => a.TenantId).FirstOrDefaultAsync(ct) is { } tenantId)
            {
                scope.Enter(tenantId);
            }
        }
        else if (caller.TenantId is null)
        {
            return null;
        }

        var found = await db.ServiceAccounts.SingleOrDefaultAsync(a => a.Id == id && a.Kind != ServiceAccountKind.Service, ct);
        return found is not null && found.Permissions.TrueForAll(caller.Has) ? found : null;
    }
}
