using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Protocol;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Impersonations;

/// <summary>Asks to act for a customer.</summary>
/// <param name="Tenant">Slug or id of the tenant.</param>
/// <param name="User">Whom to act for.</param>
/// <param name="Reason">Why; the tenant reads it.</param>
/// <param name="Ticket">The support case it is about.</param>
/// <param name="Minutes">For how long at most.</param>
/// <param name="Elevated">Whether it may change things; otherwise it only reads.</param>
public sealed record StartImpersonationRequest(
    [property: Required, StringLength(64)] string Tenant,
    Guid User,
    [property: Required, StringLength(500, MinimumLength = 3)] string Reason,
    [property: Required, StringLength(64, MinimumLength = 1)] string Ticket,
    [property: Range(1, 60)] int Minutes = 30,
    bool Elevated = false);

/// <summary>An impersonation that has begun, and the token to exchange for its access tokens; it is shown this once and serves nobody but this operator.</summary>
internal sealed record StartedImpersonation(ImpersonationItem Impersonation, string Token, string TokenType);

internal static class StartImpersonation
{
    public static async Task<Results<Created<StartedImpersonation>, ProblemHttpResult>> Handle(
        StartImpersonationRequest request, IdentityContext db, CrossTenant<IdentityContext> all, TenantDoor<IdentityContext> door, Caller caller, AuditTrail audit, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        var token = http.AccessToken()!;
        if (!caller.IsPlatform || token.ActorSubject is not null || !Guid.TryParse(caller.Subject, out var operatorId) || token.SessionId is null)
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "impersonation.person-needed", "Only an operator who has signed in as themselves acts for somebody.");
        }

        if (request.Elevated && !caller.Has(Permissions.TenantsImpersonate))
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "impersonation.read-only", "You may look on behalf of customers, not change anything.");
        }

        if (await door.EnterAsync(new TenantKey(request.Tenant), ct) is not { } tenant)
        {
            return Problems.NotFound("tenant.not-found");
        }

        await using var everyone = all.Read(caller);
        var subject = await everyone.Users.SingleOrDefaultAsync(u => u.Id == request.User, ct);
        if (subject is null || !await everyone.Memberships.AnyAsync(m => m.TenantId == tenant.Id && m.UserId == subject.Id, ct))
        {
            return Problems.NotFound("user.not-found");
        }

        if (subject.PlatformRoles.Count > 0)
        {
            return Problems.Unprocessable("impersonation.operator", "Nobody acts for another operator.");
        }

        var now = clock.GetUtcNow();
        var secret = RandomToken.Create("soi_");
        var impersonation = new Impersonation
        {
            Id = Guid.CreateVersion7(now),
            TenantId = tenant.Id,
            SubjectId = subject.Id,
            SubjectName = subject.Name,
            OperatorId = operatorId,
            OperatorName = token.Name ?? caller.Subject,
            OperatorSession = token.SessionId,
            Reason = request.Reason.Trim(),
            Ticket = request.Ticket.Trim(),
            Elevated = request.Elevated,
            Hash = RandomToken.Hash(secret),
            StartedAt = now,
            ExpiresAt = now + TimeSpan.FromMinutes(request.Minutes),
        };
        db.Impersonations.Add(impersonation);
        await audit.RecordAsync(
            db,
            new AuditEntry("impersonation.started", "user", subject.Subject, subject.Name)
            {
                TenantId = tenant.Id, Reason = impersonation.Reason, After = new { impersonation.Ticket, impersonation.Elevated, Until = impersonation.ExpiresAt },
            },
            ct);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            $"/api/v1/impersonations/{impersonation.Id}", new StartedImpersonation(ImpersonationItem.Of(impersonation), secret, Protocol.Token.TokenExchangeGrant.ImpersonationToken));
    }
}
