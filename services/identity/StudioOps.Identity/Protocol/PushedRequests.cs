using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Protocol.Authorize;

namespace StudioOps.Identity.Protocol;

/// <summary>Keeps pushed requests from the push to the code.</summary>
internal sealed class PushedRequests(IdentityContext db, TimeProvider clock)
{
    public async Task<string> KeepAsync(string clientId, IEnumerable<KeyValuePair<string, string>> parameters, CancellationToken ct)
    {
        var name = RandomToken.Create();
        db.PushedRequests.Add(new PushedRequest
        {
            Hash = RandomToken.Hash(name),
            ClientId = clientId,
            Parameters = QueryString.Create(parameters.Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))).Value ?? "",
            ExpiresAt = clock.GetUtcNow() + PushedRequest.Lifetime,
        });
        await db.SaveChangesAsync(ct);
        return PushedRequest.Prefix + name;
    }

    /// <summary>What was pushed, in place of what the browser carries: from there only the name counts, and that somebody has signed in afresh meanwhile.</summary>
    public async Task<(ProtocolParameters Parameters, byte[] Hash)?> FindAsync(ProtocolParameters browser, CancellationToken ct)
    {
        var (uri, now) = (browser["request_uri"]!, clock.GetUtcNow());
        var hash = RandomToken.Hash(uri.StartsWith(PushedRequest.Prefix, StringComparison.Ordinal) ? uri[PushedRequest.Prefix.Length..] : "");
        var clientId = browser["client_id"];
        if (await db.PushedRequests.AsNoTracking().SingleOrDefaultAsync(r => r.Hash == hash && r.ClientId == clientId && r.ExpiresAt > now, ct) is not { } found)
        {
            return null;
        }

        var pushed = QueryHelpers.ParseQuery(found.Parameters);
        foreach (var inner in AuthorizeReader.OnTheWay)
        {
            pushed.Remove(inner);
            if (browser[inner] is { } value)
            {
                pushed[inner] = value;
                pushed.Remove("max_age");
                pushed.Remove("prompt");
            }
        }

        return (ProtocolParameters.Read(pushed)!, hash);
    }

    /// <summary>The browser has come: from here on a person needs time to sign in.</summary>
    public Task ArriveAsync(byte[] hash, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.PushedRequests.Where(r => r.Hash == hash && r.ArrivedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ArrivedAt, now).SetProperty(r => r.ExpiresAt, now + PushedRequest.SignIn), ct);
    }

    /// <summary>Whether it was still there to be answered: each serves once.</summary>
    public async Task<bool> TrySpendAsync(byte[] hash, CancellationToken ct) => await db.PushedRequests.Where(r => r.Hash == hash).ExecuteDeleteAsync(ct) == 1;
}
