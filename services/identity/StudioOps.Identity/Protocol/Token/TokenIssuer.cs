using System.Globalization;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Keys;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol.Token;

/// <summary>Writes the tokens.</summary>
internal sealed class TokenIssuer(SigningKeys keys, PublicOrigin origin, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public async Task<string> AccessTokenAsync(User user, SignInSession session, Client client, Guid? tenantId, string scope, Entitlements may, string? boundTo, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return TokenWriter.Write(await keys.CurrentAsync(ct), new AccessTokenDescription
        {
            Issuer = origin.Issuer,
            Subject = user.Subject,
            ClientId = client.Id,
            Audiences = [client.Audience],
            Id = NewId(now),
            IssuedAt = now,
            Lifetime = Lifetime,
            SessionId = session.Sid,
            Scope = scope,
            Name = user.Name,
            Permissions = may.Permissions,
            PermissionsVersion = user.PermissionsVersion,
            PlatformRoles = may.PlatformRoles,
            TenantId = tenantId,
            TenantRoles = may.TenantRoles,
            RateLimitClass = may.RateLimitClass,
            Amr = session.Amr,
            Acr = session.Acr,
            AuthenticatedAt = session.AuthenticatedAt,
            BoundTo = boundTo,
        });
    }

    public async Task<string> AccessTokenAsync(ServiceAccount account, IReadOnlyCollection<string> permissions, string? plan, string? boundTo, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return TokenWriter.Write(await keys.CurrentAsync(ct), new AccessTokenDescription
        {
            Issuer = origin.Issuer,
            Subject = account.Subject,
            ClientId = account.ClientId,
            Audiences = [account.Audience],
            Id = NewId(now),
            IssuedAt = now,
            Lifetime = Lifetime,
            Name = account.Name,
            Permissions = permissions,
            TenantId = account.TenantId,
            RateLimitClass = plan ?? account.Audience,
            BoundTo = boundTo,
        });
    }

    /// <summary>An operator acts for a customer: <c>sub</c> is the customer, <c>act</c> the operator with their sign-in, <c>sid</c> the impersonation.</summary>
    public async Task<string> DelegatedTokenAsync(Delegation delegation, CancellationToken ct)
    {
        var (now, actor) = (clock.GetUtcNow(), delegation.Actor);
        return TokenWriter.Write(await keys.CurrentAsync(ct), new AccessTokenDescription
        {
            Issuer = origin.Issuer,
            Subject = delegation.Subject.Subject,
            ClientId = delegation.ClientId,
            Audiences = ["portal"],
            Id = NewId(now),
            IssuedAt = now,
            Lifetime = delegation.Lifetime,
            SessionId = delegation.Impersonation.Sid,
            Scope = "openid profile email",
            Name = delegation.Subject.Name,
            Permissions = delegation.May.Permissions,
            PermissionsVersion = delegation.Subject.PermissionsVersion,
            TenantId = delegation.Impersonation.TenantId,
            TenantRoles = delegation.May.TenantRoles,
            RateLimitClass = delegation.May.RateLimitClass,
            Amr = [.. actor.Amr],
            Acr = actor.Acr,
            BoundTo = delegation.Thumbprint,
            ActorSubject = actor.Subject,
            ActorName = actor.Name,
            ActorSessionId = actor.SessionId,
        });
    }

    /// <summary>A client acts for itself.</summary>
    public async Task<string> AccessTokenAsync(Client client, IReadOnlyCollection<string> permissions, string? plan, string? boundTo, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return TokenWriter.Write(await keys.CurrentAsync(ct), new AccessTokenDescription
        {
            Issuer = origin.Issuer,
            Subject = client.Id,
            ClientId = client.Id,
            Audiences = [client.Audience],
            Id = NewId(now),
            IssuedAt = now,
            Lifetime = Lifetime,
            Name = client.Name,
            Permissions = permissions,
            TenantId = client.TenantId,
            RateLimitClass = plan ?? client.Audience,
            BoundTo = boundTo,
        });
    }

    public async Task<string> IdTokenAsync(User user, SignInSession session, Client client, string scope, string? nonce, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var scopes = scope.Split(' ');
        return TokenWriter.Write(await keys.CurrentAsync(ct), "JWT", json =>
        {
            json.WriteString("iss", origin.Issuer);
            json.WriteString("sub", user.Subject);
            json.WriteString("aud", client.Id);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
            json.WriteNumber("auth_time", session.AuthenticatedAt.ToUnixTimeSeconds());
            json.WriteString("sid", session.Sid);
            json.WriteString("acr", session.Acr);
            json.WriteStartArray("amr");
            foreach (var method in session.Amr)
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
            if (nonce is not null)
            {
                json.WriteString("nonce", nonce);
            }

            if (scopes.Contains("profile"))
            {
                json.WriteString("name", user.Name);
            }

            if (scopes.Contains("email"))
            {
                json.WriteString("email", user.Email);
                json.WriteBoolean("email_verified", user.EmailConfirmed);
            }
        });
    }

    /// <summary>Every attempt has an id of its own: a client that heard an earlier one is told again, not refused as a replay.</summary>
    public async Task<string> LogoutTokenAsync(DueNotice notice, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return TokenWriter.Write(await keys.CurrentAsync(ct), LogoutTokenValidator.Type, json =>
        {
            json.WriteString("iss", origin.Issuer);
            json.WriteString("sub", notice.Subject);
            json.WriteString("aud", notice.ClientId);
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", now.AddMinutes(2).ToUnixTimeSeconds());
            json.WriteString("jti", NewId(now));
            json.WriteString("sid", notice.Sid);
            json.WriteStartObject("events");
            json.WriteStartObject(LogoutTokenValidator.Event);
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string NewId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture);
}
