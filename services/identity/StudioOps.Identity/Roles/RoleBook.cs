using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Roles;

/// <summary>Says which roles there are and whether the caller may hand them out: nobody gives, or takes, what they do not hold.</summary>
internal sealed class RoleBook(IdentityContext db, Caller caller)
{
    /// <summary>Null when there are these roles, platform roles or, in the tenant entered, built-in ones and its own, and the caller may give them.</summary>
    public async Task<ProblemHttpResult?> RefusalAsync(RoleKind kind, IReadOnlyCollection<string> roles, CancellationToken ct)
    {
        var known = (await KnownAsync(roles, kind, ct)).ToList();
        return roles.Any(name => !known.Exists(r => r.Name == name))
            ? Problems.Unprocessable("role.unknown", "One of these roles does not exist here; GET /api/v1/roles lists them.")
            : Beyond(known);
    }

    /// <summary>Null when the caller holds whatever these roles of the tenant entered hold, as far as they still exist.</summary>
    public async Task<ProblemHttpResult?> HeldRefusalAsync(IReadOnlyCollection<string> roles, CancellationToken ct) =>
        roles.Count == 0 ? null : Beyond(await KnownAsync(roles, RoleKind.Tenant, ct));

    private async Task<IEnumerable<KnownRole>> KnownAsync(IReadOnlyCollection<string> roles, RoleKind kind, CancellationToken ct)
    {
        var builtIn = await db.Roles.AsNoTracking().Where(r => r.Kind == kind && roles.Contains(r.Name)).Select(r => new KnownRole(r.Name, r.Permissions)).ToListAsync(ct);
        return kind != RoleKind.Tenant ? builtIn
            : builtIn.Concat(await db.TenantRoles.AsNoTracking().Where(r => roles.Contains(r.Name)).Select(r => new KnownRole(r.Name, r.Permissions)).ToListAsync(ct));
    }

    private ProblemHttpResult? Beyond(IEnumerable<KnownRole> roles) => roles.SelectMany(r => r.Permissions).FirstOrDefault(p => !caller.Has(p)) is { } beyond
        ? Problems.Refuse(StatusCodes.Status403Forbidden, "role.beyond-yours", $"A role holds {beyond}, which you do not.")
        : null;

    private sealed record KnownRole(string Name, List<string> Permissions);
}
