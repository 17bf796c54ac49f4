using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Clients;

/// <summary>Clients are the platform's: a tenant's own caller sees none.</summary>
internal static class ListClients
{
    public static async Task<Ok<Page<ClientResource>>> Handle(PageRequest page, IdentityContext db, Caller caller, CancellationToken ct)
    {
        var query = db.Clients.AsNoTracking().Where(c => caller.IsPlatform);
        if (page.Cursor is { } cursor)
        {
            query = cursor.Value.Length == 0
                ? query.Where(c => c.Id.CompareTo(cursor.Id) > 0)
                : throw new BadHttpRequestException("cursor is not one that this list gave out.");
        }

        var rows = await query.OrderBy(c => c.Id).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(ClientResource.Of)], row => new Cursor("", row.ClientId)));
    }

    public static async Task<Results<Ok<ClientResource>, ProblemHttpResult>> Get(string client, ClientAdministration clients, HttpResponse response, CancellationToken ct)
    {
        if (await clients.FindAsync(client, ct) is not { } found)
        {
            return Problems.NotFound("client.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(ClientResource.Of(found));
    }
}
