using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Organisations;

/// <summary>Which portal a link in a mail leads to.</summary>
internal sealed class PortalOf(CrossTenant<IdentityContext> everyone)
{
    public async Task<string?> SlugAsync(Guid? tenantId, CancellationToken ct)
    {
        if (tenantId is null)
        {
            return null;
        }

        await using var all = everyone.ReadFor("a link leads to the portal of the one tenant its person belongs to");
        return await all.KnownTenants.Where(t => t.Id == tenantId).Select(t => t.Slug).SingleOrDefaultAsync(ct);
    }
}
