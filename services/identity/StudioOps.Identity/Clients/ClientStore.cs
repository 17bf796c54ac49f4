using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;

namespace StudioOps.Identity.Clients;

/// <summary>Finds clients by id. A disabled one is nobody.</summary>
internal sealed class ClientStore(IdentityContext db)
{
    public async Task<Client?> FindAsync(string? id, CancellationToken ct) =>
        id is { Length: > 0 and <= 100 } ? await db.Clients.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && !c.Disabled, ct) : null;
}
