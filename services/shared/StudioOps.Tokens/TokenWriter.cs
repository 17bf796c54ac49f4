using System.Buffers;
using System.Text.Json;

namespace StudioOps.Tokens;

/// <summary>Writes signed tokens.</summary>
public static class TokenWriter
{
    /// <summary>Signs whatever claims the caller writes, for token kinds other than access tokens.</summary>
    /// <param name="key">Signs.</param>
    /// <param name="type"><c>typ</c> of the header: <c>JWT</c>, <c>logout+jwt</c>.</param>
    /// <param name="claims">Writes the members; the surrounding object is written already.</param>
    public static string Write(SigningKey key, string type, Action<Utf8JsonWriter> claims)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            claims(writer);
            writer.WriteEndObject();
        }

        return key.Sign(type, buffer.WrittenSpan);
    }

    /// <summary>Signs an access token (<c>at+jwt</c>, RFC 9068).</summary>
    public static string Write(SigningKey key, AccessTokenDescription token) =>
        Write(key, AccessToken.Type, json =>
        {
            json.WriteString("iss", token.Issuer);
            json.WriteString("sub", token.Subject);
            Strings(json, "aud", token.Audiences);
            // To the microsecond: a token issued right after its bearer's older ones were revoked must be told from those.
            json.WriteNumber("iat", (token.IssuedAt - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond / 1_000_000m);
            json.WriteNumber("exp", (token.IssuedAt + token.Lifetime).ToUnixTimeSeconds());
            json.WriteString("jti", token.Id);
            json.WriteString("client_id", token.ClientId);
            Text(json, "sid", token.SessionId);
            Text(json, "scope", token.Scope);
            Text(json, "name", token.Name);
            Strings(json, "permissions", token.Permissions);
            json.WriteNumber("pv", token.PermissionsVersion);
            Strings(json, "platform_roles", token.PlatformRoles);
            Text(json, "tenant", token.TenantId?.ToString("D"));
            Strings(json, "tenant_roles", token.TenantRoles);
            Text(json, "partner", token.PartnerId?.ToString("D"));
            Text(json, "rl", token.RateLimitClass);
            Strings(json, "amr", token.Amr);
            Text(json, "acr", token.Acr);
            if (token.AuthenticatedAt is { } authenticatedAt)
            {
                json.WriteNumber("auth_time", authenticatedAt.ToUnixTimeSeconds());
            }

            if (token.BoundTo is not null)
            {
                json.WriteStartObject("cnf");
                json.WriteString("jkt", token.BoundTo);
                json.WriteEndObject();
            }

            if (token.ActorSubject is not null)
            {
                json.WriteStartObject("act");
                json.WriteString("sub", token.ActorSubject);
                Text(json, "name", token.ActorName);
                Text(json, "sid", token.ActorSessionId);
                json.WriteEndObject();
            }
        });

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyCollection<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
