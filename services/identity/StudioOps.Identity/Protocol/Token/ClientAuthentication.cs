using System.Text;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>client_secret_basic and _post (RFC 6749 §2.3.1), private_key_jwt (RFC 7523), or none for clients that cannot keep a secret. One of them, never two.</summary>
internal sealed class ClientAuthentication(
    ClientStore clients, ClientAssertions assertions, CrossTenant<IdentityContext> everyone, Throttle throttle, TimeProvider clock)
{
    private static readonly byte[] NobodysHash = RandomToken.Hash("nobody");

    public async Task<(AuthenticatedClient? Client, ProtocolError? Error)> AuthenticateAsync(HttpRequest request, ProtocolParameters form, CancellationToken ct)
    {
        var authorization = request.Headers.Authorization.ToString();
        var ways = new[] { authorization.Length > 0, form.Has("client_secret"), form.Has("client_assertion") || form.Has("client_assertion_type") }.Count(used => used);
        if (ways > 1)
        {
            return (null, ProtocolError.InvalidRequest("Use one way of client authentication."));
        }

        var shown = authorization.Length > 0 ? Basic(authorization)
            : form["client_secret"] is { } secret ? new Credential(form["client_id"], ClientAuthMethods.SecretPost, secret)
            : form["client_assertion"] is { } assertion ? new Credential(form["client_id"] ?? ClientAssertions.ClientOf(assertion), ClientAuthMethods.PrivateKeyJwt, assertion)
            : new Credential(form["client_id"], ClientAuthMethods.None, "");
        if (shown?.Id is not { } id)
        {
            return (null, ProtocolError.InvalidClient);
        }

        if (form["client_id"] is { } named && named != id)
        {
            return (null, ProtocolError.InvalidRequest("client_id differs from the authenticated client."));
        }

        var who = Throttle.Address(request);
        if (throttle.Wait(("client", id, who), 20) is not null || throttle.Wait(("client", "", who), 100) is not null)
        {
            return (null, ProtocolError.TooManyAttempts);
        }

        if (await CheckAsync(id, shown, form, ct) is { } client)
        {
            return (client, null);
        }

        throttle.Count(("client", id, who));
        throttle.Count(("client", "", who));
        return (null, ProtocolError.InvalidClient);
    }

    private sealed record Credential(string? Id, string Method, string Value);

    private async Task<AuthenticatedClient?> CheckAsync(string id, Credential shown, ProtocolParameters form, CancellationToken ct)
    {
        var client = await clients.FindAsync(id, ct);
        if (client is not null)
        {
            return client.AuthMethods.Contains(shown.Method) && await ProvesAsync(client, shown, form, ct) ? new AuthenticatedClient(id, client, null) : null;
        }

        if (shown.Method is not (ClientAuthMethods.SecretBasic or ClientAuthMethods.SecretPost))
        {
            return null;
        }

        await using var db = everyone.ReadFor("a client names itself before its tenant is known");
        var account = await db.ServiceAccounts.SingleOrDefaultAsync(a => a.ClientId == id, ct);
        return RandomToken.Matches(shown.Value, account?.SecretHash ?? NobodysHash) && account is { Disabled: false } ? new AuthenticatedClient(id, null, account) : null;
    }

    private async Task<bool> ProvesAsync(Client client, Credential shown, ProtocolParameters form, CancellationToken ct) => shown.Method switch
    {
        ClientAuthMethods.None => true,
        ClientAuthMethods.PrivateKeyJwt => form["client_assertion_type"] == ClientAssertions.Type && await assertions.ProvesAsync(client, shown.Value, ct),
        _ => RandomToken.Matches(shown.Value, client.SecretHash ?? NobodysHash)
            | (client.OldSecretUntil > clock.GetUtcNow() && RandomToken.Matches(shown.Value, client.OldSecretHash)),
    };

    // Both halves are form-encoded inside the base64 (RFC 6749 §2.3.1).
    private static Credential? Basic(string header)
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
        return colon < 1 ? null : new Credential(Unescape(text[..colon]), ClientAuthMethods.SecretBasic, Unescape(text[(colon + 1)..]));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
