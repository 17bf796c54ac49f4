using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>Whether somebody has let an application have what it asks for.</summary>
internal sealed class ConsentCheck(IdentityContext db, TimeProvider clock)
{
    public async Task<bool> IsGivenAsync(User user, AuthorizeRequest request, CancellationToken ct)
    {
        if (!request.Client.DemandsConsent && request.AskedAfter is null)
        {
            return true;
        }

        var consent = await db.Consents.AsNoTracking().SingleOrDefaultAsync(c => c.UserId == user.Id && c.ClientId == request.Client.Id, ct);
        return consent is not null && consent.Covers(request.Scope) && (request.AskedAfter is not { } after || consent.GivenAt >= after);
    }

    /// <summary>The caller saves.</summary>
    public async Task GiveAsync(User user, AuthorizeRequest request, CancellationToken ct)
    {
        var consent = await db.Consents.SingleOrDefaultAsync(c => c.UserId == user.Id && c.ClientId == request.Client.Id, ct)
            ?? db.Consents.Add(new Consent { UserId = user.Id, ClientId = request.Client.Id, GivenAt = default }).Entity;
        consent.GivenAt = clock.GetUtcNow();
        consent.Scopes.AddRange(request.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).Except(consent.Scopes).ToList());
    }
}
