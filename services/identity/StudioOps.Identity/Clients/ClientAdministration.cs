using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Data;
using StudioOps.Identity.Standing;
using StudioOps.Standing;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Clients;

/// <summary>What the verbs on clients have in common.</summary>
internal sealed class ClientAdministration(IdentityContext db, StandingTable standing, AuditTrail audit, Caller caller, TimeProvider clock)
{
    /// <summary>The client, for an operator; nothing for anybody else.</summary>
    public async Task<Client?> FindAsync(string id, CancellationToken ct) =>
        caller.IsPlatform ? await db.Clients.SingleOrDefaultAsync(c => c.Id == id, ct) : null;

    public static void Apply(Client client, ClientSettings settings)
    {
        client.Name = settings.Name.Trim();
        Set(client.Grants, settings.Grants);
        Set(client.AuthMethods, settings.AuthMethods);
        Set(client.RedirectUris, settings.RedirectUris ?? []);
        Set(client.SignedOutUris, settings.SignedOutUris ?? []);
        Set(client.Scopes, settings.Scopes ?? Scopes.All);
        Set(client.Permissions, settings.Permissions ?? []);
        client.BackChannelLogoutUri = settings.BackChannelLogoutUri;
        client.Keys = settings.AuthMethods.Contains(ClientAuthMethods.PrivateKeyJwt) ? settings.Keys?.GetRawText() : null;
        (client.DemandsMfa, client.DemandsPkce, client.DemandsConsent) = (settings.DemandsMfa, settings.DemandsPkce, settings.DemandsConsent);
        (client.DemandsPushedRequests, client.DemandsDpop, client.HighSecurity) = (settings.DemandsPushedRequests, settings.DemandsDpop, settings.HighSecurity);
    }

    public Task RecordAsync(string action, Client client, ClientResource? before, string? reason, CancellationToken ct) => audit.RecordAsync(
        db,
        new AuditEntry($"client.{action}", "client", client.Id, client.Name) { TenantId = client.TenantId, Reason = reason, Before = before, After = ClientResource.Of(client) },
        ct);

    /// <summary>Everything it was given before now is worth nothing; while it is off, so is everything else.</summary>
    public async Task EndTokensAsync(Client client, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.RefreshTokens.Where(t => t.ClientId == client.Id && t.RevokedAt == null).ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, now), ct);
        await standing.SetAsync(StandingKind.Client, client.Id, client.Disabled ? StandingEntry.Suspended : StandingEntry.Active, now, 0, ct);
    }

    public static bool NeedsSecret(Client client) =>
        client.AuthMethods.Contains(ClientAuthMethods.SecretBasic) || client.AuthMethods.Contains(ClientAuthMethods.SecretPost);

    private static void Set(List<string> values, IEnumerable<string> wanted)
    {
        values.Clear();
        values.AddRange(wanted.Distinct(StringComparer.Ordinal));
    }
}
