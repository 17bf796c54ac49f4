using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Assessment;

internal static class AssessmentEndpoint
{
    public static void MapAssessment(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/identity/assessment", HandleAsync).WithTags("Clients").WithName("AssessIdentity").RequireAuthorization(Permissions.ClientsRead)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<AssessmentReport>> HandleAsync(
        IdentityContext db, Caller caller, PublicOrigin origin, SigningKeys keys, IServiceProvider services, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var server = await ServerRules.FindAsync(origin, keys, services, clock, ct);
        var clients = (await db.Clients.AsNoTracking().Where(c => caller.IsPlatform && !c.Disabled).OrderBy(c => c.Id).ToListAsync(ct)).ConvertAll(c => ClientFindings.Of(c, now));
        return TypedResults.Ok(new AssessmentReport(server.All(f => f.Passed) && clients.TrueForAll(c => c.Passed), now, server, clients));
    }
}
