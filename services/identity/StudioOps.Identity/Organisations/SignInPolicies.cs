using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Organisations;

/// <summary>Applies a tenant's policy wherever somebody signs in to it, and at every refresh.</summary>
internal sealed class SignInPolicies(CrossTenant<IdentityContext> everyone, TimeProvider clock)
{
    public async Task<SignInPolicy?> OfAsync(Guid? tenantId, CancellationToken ct)
    {
        if (tenantId is null)
        {
            return null;
        }

        await using var all = everyone.ReadFor("a tenant's sign-in policy counts before anyone has signed in to it");
        return await all.SignInPolicies.SingleOrDefaultAsync(p => p.TenantId == tenantId, ct);
    }

    /// <summary>The request with what the tenant demands besides.</summary>
    public async Task<AuthorizeRequest> DemandAsync(AuthorizeRequest request, CancellationToken ct)
    {
        if (await OfAsync(request.TenantId, ct) is not { } policy)
        {
            return request;
        }

        var after = policy.SessionMinutes is { } minutes ? clock.GetUtcNow() - TimeSpan.FromMinutes(minutes) : (DateTimeOffset?)null;
        return request with
        {
            DemandsMfa = request.DemandsMfa || policy.DemandsMfa,
            AuthenticatedAfter = request.AuthenticatedAfter > after || after is null ? request.AuthenticatedAfter : after,
        };
    }

    /// <summary>Whether this sign-in still satisfies the tenant.</summary>
    public async Task<bool> SatisfiesAsync(Guid? tenantId, User user, SignInSession session, CancellationToken ct) =>
        await OfAsync(tenantId, ct) is not { } policy
        || (policy.Admits(user.Email) && (session.IsMultiFactor || !policy.DemandsMfa) && policy.IsYoungEnough(session.AuthenticatedAt, clock.GetUtcNow()));
}
