using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Identity.Clients;

/// <summary>Switches a client off, with everything it holds, or on again.</summary>
internal static class SwitchClient
{
    public static Task<Results<Ok<ClientResource>, ProblemHttpResult>> Disable(
        string client, SwitchClientRequest request, ClientAdministration clients, IdentityContext db, CancellationToken ct) => SetAsync(client, true, request, clients, db, ct);

    public static Task<Results<Ok<ClientResource>, ProblemHttpResult>> Enable(
        string client, SwitchClientRequest request, ClientAdministration clients, IdentityContext db, CancellationToken ct) => SetAsync(client, false, request, clients, db, ct);

    private static async Task<Results<Ok<ClientResource>, ProblemHttpResult>> SetAsync(
        string id, bool disabled, SwitchClientRequest request, ClientAdministration clients, IdentityContext db, CancellationToken ct)
    {
        if (await clients.FindAsync(id, ct) is not { } found)
        {
            return Problems.NotFound("client.not-found");
        }

        if (found.BuiltIn)
        {
            return Problems.Conflict("client.built-in", "Without this client nobody could sign in, you included.");
        }

        var before = ClientResource.Of(found);
        if (!found.TrySetDisabled(disabled))
        {
            return Problems.Conflict(disabled ? "client.already-disabled" : "client.already-enabled", "Nothing to change.");
        }

        found.Touch();
        await clients.EndTokensAsync(found, ct);
        await clients.RecordAsync(disabled ? "disabled" : "enabled", found, before, request.Reason, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Ok(ClientResource.Of(found));
    }
}
