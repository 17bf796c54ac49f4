using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Identity.Tests.Clients;

/// <summary>An application somebody else wrote: on record with an operator, with a key pair of its own.</summary>
public sealed class Application(IdentityFixture identity, string id)
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private string? _secret;

    public string Id => id;

    public string? Secret { get => _secret; init => _secret = value; }

    /// <summary>Its public key, by the name it signs with.</summary>
    public object Jwk
    {
        get
        {
            var q = _key.ExportParameters(false).Q;
            return new { kty = "EC", crv = "P-256", x = Text(q.X!), y = Text(q.Y!), kid = "key-1" };
        }
    }

    public object Settings(Func<Dictionary<string, object?>, Dictionary<string, object?>>? change = null)
    {
        var settings = new Dictionary<string, object?>
        {
            ["name"] = "An application", ["grants"] = new[] { "authorization_code", "refresh_token" }, ["authMethods"] = new[] { "client_secret_basic" },
            ["redirectUris"] = new[] { "https://app.example/callback" }, ["demandsConsent"] = false,
        };
        return change is null ? settings : change(settings);
    }

    /// <summary>Puts it on record.</summary>
    public async Task<HttpResponseMessage> RegisterAsync(Func<Dictionary<string, object?>, Dictionary<string, object?>>? change = null, string surface = "operator", string? tenant = null)
    {
        await identity.PassAsync(TimeSpan.Zero);
        using var ada = identity.Operator();
        var answer = await ada.PostAsJsonAsync("/api/v1/clients", new { clientId = id, surface, tenant, settings = Settings(change) });
        if (answer.IsSuccessStatusCode)
        {
            _secret = (await answer.JsonAsync(System.Net.HttpStatusCode.Created)).GetProperty("clientSecret").GetString();
        }

        return answer;
    }

    /// <summary>Posts a form as this client, with its secret if it has one.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value)[] form, string? proof = null)
    {
        using var client = identity.Client();
        (string Name, string Value)[] credentials = Secret is null ? [("client_id", id)] : [("client_id", id), ("client_secret", Secret)];
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(credentials.Concat(form).Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await client.SendAsync(request);
    }

    public Task<HttpResponseMessage> TokenAsync(string? secret, params (string Name, string Value)[] form) =>
        identity.TokenAsync([("client_id", id), ("client_secret", secret ?? Secret!), .. form]);

    /// <summary>What it signs to show who it is.</summary>
    public string Assertion(Func<Dictionary<string, object>, Dictionary<string, object>>? change = null, string type = "JWT")
    {
        var now = identity.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object> { ["iss"] = id, ["sub"] = id, ["aud"] = IdentityFixture.Origin, ["jti"] = Guid.NewGuid().ToString(), ["iat"] = now, ["exp"] = now + 60 };
        return Sign(new { alg = "ES256", typ = type, kid = "key-1" }, change is null ? claims : change(claims));
    }

    /// <summary>A proof of its key for one request.</summary>
    public string Proof(string method, string path, string? nonce = null, string? accessToken = null, Func<Dictionary<string, object>, Dictionary<string, object>>? change = null)
    {
        var claims = new Dictionary<string, object>
        {
            ["jti"] = Guid.NewGuid().ToString(), ["htm"] = method, ["htu"] = IdentityFixture.Origin + path, ["iat"] = identity.Clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        if (accessToken is not null)
        {
            claims["ath"] = Text(SHA256.HashData(Encoding.ASCII.GetBytes(accessToken)));
        }

        var q = _key.ExportParameters(false).Q;
        return Sign(new { alg = "ES256", typ = "dpop+jwt", jwk = new { kty = "EC", crv = "P-256", x = Text(q.X!), y = Text(q.Y!) } }, change is null ? claims : change(claims));
    }

    private string Sign(object header, object claims)
    {
        var input = $"{Text(JsonSerializer.SerializeToUtf8Bytes(header))}.{Text(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{input}.{Text(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private static string Text(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
