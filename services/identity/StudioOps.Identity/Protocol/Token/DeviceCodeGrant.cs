using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>RFC 8628 §3.4: the device asks again and again until somebody has decided.</summary>
internal sealed class DeviceCodeGrant(IdentityContext db, SignedInGrant grant, TimeProvider clock) : IGrant
{
    public async Task<(TokenResponse?, ProtocolError?)> ExchangeAsync(TokenRequest request, CancellationToken ct)
    {
        if (request.Form["device_code"] is not { } code)
        {
            return (null, ProtocolError.InvalidRequest("device_code is required."));
        }

        var (hash, now, clientId) = (RandomToken.Hash(code), clock.GetUtcNow(), request.Client.Id);
        if (await db.DeviceGrants.AsNoTracking().SingleOrDefaultAsync(d => d.Hash == hash && d.ClientId == clientId, ct) is not { } device || device.State == DeviceState.Redeemed)
        {
            return (null, ProtocolError.InvalidGrant("The device code is unknown or used."));
        }

        if (device.ExpiresAt <= now)
        {
            return (null, new ProtocolError("expired_token", "Nobody decided in time."));
        }

        if (device.State == DeviceState.Denied)
        {
            return (null, new ProtocolError("access_denied", "The person did not allow it."));
        }

        if (device.State == DeviceState.Waiting)
        {
            var tooSoon = device.AskedAt + TimeSpan.FromSeconds(device.Interval) > now;
            await db.DeviceGrants.Where(d => d.Hash == hash).ExecuteUpdateAsync(
                set => set.SetProperty(d => d.AskedAt, now).SetProperty(d => d.Interval, d => tooSoon ? d.Interval + 5 : d.Interval), ct);
            await db.SaveChangesAsync(ct);
            return (null, tooSoon ? new ProtocolError("slow_down", "Ask less often: five seconds more between two questions.") : new ProtocolError("authorization_pending", "Nobody has decided yet."));
        }

        // Of two that ask at once, one is answered.
        var redeemed = await db.DeviceGrants.Where(d => d.Hash == hash && d.State == DeviceState.Allowed)
            .ExecuteUpdateAsync(set => set.SetProperty(d => d.State, DeviceState.Redeemed), ct);
        return redeemed == 0
            ? (null, ProtocolError.InvalidGrant("The device code is unknown or used."))
            : await grant.IssueAsync(
                new GrantedAccess(
                    request.Client.Client!, device.UserId!.Value, device.SessionId!.Value, request.Client.Client!.TenantId, device.Scope, Guid.CreateVersion7(now), Nonce: null, request.Thumbprint),
                ct);
    }
}
