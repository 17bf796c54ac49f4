using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Clients;

internal static class CreateClient
{
    public static async Task<Results<Created<ClientWithSecret>, ProblemHttpResult>> Handle(
        CreateClientRequest request, ClientAdministration clients, IdentityContext db, CrossTenant<IdentityContext> all, Caller caller, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        if (!caller.IsPlatform)
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (!Enum.TryParse<Surface>(request.Surface, ignoreCase: true, out var surface) || surface is not (Surface.Operator or Surface.Portal) || int.TryParse(request.Surface, out _))
        {
            return Problems.Unprocessable("client.surface-unknown", "A client is for the operator or the portal surface.");
        }

        if (ClientRules.Wrong(request.Settings, surface, caller) is var (code, detail))
        {
            return Problems.Unprocessable(code, detail);
        }

        await using var everyone = all.Read(caller);
        Guid? tenantId = null;
        if (surface == Surface.Portal)
        {
            tenantId = await everyone.KnownTenants.Where(new TenantKey(request.Tenant ?? "").Matches()).Select(t => (Guid?)t.Id).SingleOrDefaultAsync(ct);
            if (tenantId is null)
            {
                return Problems.NotFound("tenant.not-found");
            }
        }

        if (await db.Clients.AnyAsync(c => c.Id == request.ClientId, ct) || await everyone.ServiceAccounts.AnyAsync(a => a.ClientId == request.ClientId, ct))
        {
            return Problems.Conflict("client.exists", "There is a client or service account of that name.");
        }

        var now = clock.GetUtcNow();
        var client = new Client { Id = request.ClientId, Name = request.Settings.Name, Surface = surface, TenantId = tenantId, CreatedBy = caller.Subject, CreatedAt = now };
        ClientAdministration.Apply(client, request.Settings);
        var secret = ClientAdministration.NeedsSecret(client) ? RandomToken.Create("soc_") : null;
        if (secret is not null)
        {
            client.SetSecret(RandomToken.Hash(secret), now, TimeSpan.Zero);
        }

        db.Clients.Add(client);
        await clients.RecordAsync("created", client, null, null, ct);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/clients/{client.Id}", new ClientWithSecret(ClientResource.Of(client), secret));
    }
}
