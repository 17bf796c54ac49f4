using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Roles;

/// <summary>Says which roles there are and whether the caller may hand them out: nobody gives, or takes, what they do not hold.</summary>
internal sealed class RoleBook(IdentityContext db, Caller caller)
{
    /// <summary>Null when the caller may give and take these roles.</summary>
    public async Task<ProblemHttpResult?> RefusalAsync(RoleKind kind, IReadOnlyCollection<string> roles, CancellationToken ct)
    {
        var known = await db.Roles.AsNoTracking().Where(r => r.Kind == kind && roles.Contains(r.Name)).ToListAsync(ct);
        if (roles.FirstOrDefault(name => known.TrueForAll(r => r.Name != name)) is not null)
        {
            return Problems.Unprocessable("role.unknown", "One of these roles does not exist here; GET /api/v1/roles lists them.");
        }

        return Beyond(known);
    }

    /// <summary>Null when the caller holds whatever these roles hold, as far as they still exist.</summary>
    public async Task<ProblemHttpResult?> HeldRefusalAsync(IReadOnlyCollection<string> roles, CancellationToken ct) =>
        roles.Count == 0 ? null : Beyond(await db.Roles.AsNoTracking().Where(r => roles.Contains(r.Name)).ToListAsync(ct));

    private ProblemHttpResult? Beyond(List<Role> roles) => roles.SelectMany(r => r.Permissions).FirstOrDefault(p => !caller.Has(p)) is { } beyond
        ? Problems.Refuse(StatusCodes.Status403Forbidden, "role.beyond-yours", $"A role holds {beyond}, which you do not.")
        : null;
}
