using System.Text;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>A client that has shown its secret: one that people sign in to, or a service account.</summary>
internal sealed record AuthenticatedClient(string Id, Client? Interactive, ServiceAccount? Account);

/// <summary>client_secret_basic and client_secret_post (RFC 6749 §2.3.1). One of them, never both.</summary>
internal sealed class ClientAuthentication(CrossTenant<IdentityContext> everyone)
{
    private static readonly byte[] NobodysHash = RandomToken.Hash("nobody");

    public async Task<(AuthenticatedClient? Client, ProtocolError? Error)> AuthenticateAsync(HttpRequest request, ProtocolParameters form, CancellationToken ct)
    {
        var authorization = request.Headers.Authorization.ToString();
        if (authorization.Length == 0)
        {
            return form["client_id"] is { } id && form["client_secret"] is { } secret
                ? await CheckAsync(id, secret, ct)
                : (null, ProtocolError.InvalidClient);
        }

        if (form.Has("client_secret"))
        {
            return (null, ProtocolError.InvalidRequest("Use one way of client authentication."));
        }

        if (Basic(authorization) is not var (basicId, basicSecret))
        {
            return (null, ProtocolError.InvalidClient);
        }

        return form["client_id"] is { } named && named != basicId
            ? (null, ProtocolError.InvalidRequest("client_id differs from the authenticated client."))
            : await CheckAsync(basicId, basicSecret, ct);
    }

    private async Task<(AuthenticatedClient?, ProtocolError?)> CheckAsync(string id, string secret, CancellationToken ct)
    {
        var interactive = Client.Find(id);
        var holder = interactive is null ? id : Client.SecretHolder;
        await using var db = everyone.ReadFor("a client names itself before its tenant is known");
        var account = await db.ServiceAccounts.SingleOrDefaultAsync(a => a.ClientId == holder, ct);
        if (!RandomToken.Matches(secret, account?.SecretHash ?? NobodysHash) || account is null || account.Disabled)
        {
            return (null, ProtocolError.InvalidClient);
        }

        return (new AuthenticatedClient(id, interactive, interactive is null ? account : null), null);
    }

    // Both halves are form-encoded inside the base64 (RFC 6749 §2.3.1).
    private static (string Id, string Secret)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 1 ? null : (Unescape(text[..colon]), Unescape(text[(colon + 1)..]));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
