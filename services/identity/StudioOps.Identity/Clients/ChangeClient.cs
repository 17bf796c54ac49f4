using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Clients;

internal static class ChangeClient
{
    public static async Task<Results<Ok<ClientWithSecret>, ProblemHttpResult>> Handle(
        string client, ChangeClientRequest request, IfMatch ifMatch, ClientAdministration clients, IdentityContext db, Caller caller, TimeProvider clock, HttpContext http,
        CancellationToken ct)
    {
        if (await clients.FindAsync(client, ct) is not { } found)
        {
            return Problems.NotFound("client.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } stale)
        {
            return stale;
        }

        if (found.BuiltIn)
        {
            return Problems.Conflict("client.built-in", "This client comes with the product; its settings are the build's.");
        }

        if (ClientRules.Wrong(request.Settings, found.Surface, caller) is var (code, detail))
        {
            return Problems.Unprocessable(code, detail);
        }

        var before = ClientResource.Of(found) with { Grants = [.. found.Grants], AuthMethods = [.. found.AuthMethods], Scopes = [.. found.Scopes], Permissions = [.. found.Permissions], RedirectUris = [.. found.RedirectUris], SignedOutUris = [.. found.SignedOutUris] };
        ClientAdministration.Apply(found, request.Settings);
        string? secret = null;
        if (!ClientAdministration.NeedsSecret(found))
        {
            found.DropSecrets();
        }
        else if (found.SecretHash is null)
        {
            found.SetSecret(RandomToken.Hash(secret = RandomToken.Create("soc_")), clock.GetUtcNow(), TimeSpan.Zero);
        }

        found.Touch();
        if (before.Permissions.Except(found.Permissions).Any())
        {
            await clients.EndTokensAsync(found, ct); // what it may no longer do, its tokens may no longer say
        }

        await clients.RecordAsync("changed", found, before, null, ct);
        await db.SaveChangesAsync(ct);
        http.Response.SetETag(found.Revision);
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ClientWithSecret(ClientResource.Of(found), secret));
    }
}
