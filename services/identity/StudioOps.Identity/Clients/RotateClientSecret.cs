using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Clients;

/// <summary>A new secret; the old one goes on for the overlap, so that nothing stops while it is replaced.</summary>
internal static class RotateClientSecret
{
    public static async Task<Results<Ok<ClientWithSecret>, ProblemHttpResult>> Handle(
        string client, RotateClientSecretRequest request, ClientAdministration clients, IdentityContext db, TimeProvider clock, HttpContext http, CancellationToken ct)
    {
        if (await clients.FindAsync(client, ct) is not { } found)
        {
            return Problems.NotFound("client.not-found");
        }

        if (found.BuiltIn)
        {
            return Problems.Conflict("client.built-in", "The product's own clients take their secret from the configuration: change ServiceAccounts__gateway.");
        }

        if (!ClientAdministration.NeedsSecret(found))
        {
            return Problems.Conflict("client.no-secret", "This client authenticates without a secret.");
        }

        var before = ClientResource.Of(found);
        var secret = RandomToken.Create("soc_");
        found.SetSecret(RandomToken.Hash(secret), clock.GetUtcNow(), TimeSpan.FromHours(request.OverlapHours));
        found.Touch();
        await clients.RecordAsync("secret-rotated", found, before, null, ct);
        await db.SaveChangesAsync(ct);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ClientWithSecret(ClientResource.Of(found), secret));
    }
}
