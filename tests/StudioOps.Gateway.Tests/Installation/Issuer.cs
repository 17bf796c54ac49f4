using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Standing;
using StudioOps.Testing;
using StudioOps.Tokens;

namespace StudioOps.Gateway.Tests.Installation;

/// <summary>An OpenID provider of a few lines with really signed tokens, in identity's place. It approves everyone at once.</summary>
public sealed class Issuer(string origin, StoppedClock clock)
{
    public const string Secret = "the-secret-of-the-gateway-0123456789";
    public const string Email = "ada@studioops.example";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };
    private readonly SigningKey _key = SigningKey.Generate();
    private readonly ConcurrentDictionary<string, IFormCollection> _codes = new();
    private readonly ConcurrentDictionary<string, string> _refreshTokens = new();
    private readonly ConcurrentQueue<StandingEntry> _standing = new();
    private int _refreshes;
    private int _reuses;

    /// <summary>How long access tokens of people live.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromMinutes(5);

    public string? AuthorizeIssuer { get; set; }

    public string? Nonce { get; set; }

    /// <summary>Whether the token endpoint answers 503.</summary>
    public bool Away { get; set; }

    /// <summary>Whether the standing feed answers 503.</summary>
    public bool StandingAway { get; set; }

    /// <summary>The refresh grant answers only when this has completed.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public Guid? Tenant { get; set; }

    public int Refreshes => _refreshes;

    /// <summary>Spent refresh tokens shown again.</summary>
    public int Reuses => _reuses;

    public void Announce(StandingKind kind, string id, string status, DateTimeOffset? notBefore = null) =>
        _standing.Enqueue(new StandingEntry(kind, id, status, notBefore, 0, _standing.Count + 1));

    public string Token(Func<AccessTokenDescription, AccessTokenDescription> describe) => TokenWriter.Write(_key, describe(new AccessTokenDescription
    {
        Issuer = origin, Subject = "operator-1", ClientId = "operator", Audiences = ["operator"], Id = Guid.CreateVersion7().ToString("N"), IssuedAt = clock.GetUtcNow(),
        Lifetime = TimeSpan.FromHours(24),
    }));

    /// <summary>A logout token of one sign-in, with claims replaced or, where null, left out.</summary>
    public string LogoutToken(string type = LogoutTokenValidator.Type, params (string Name, object? Value)[] changes)
    {
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = origin, ["aud"] = "operator", ["iat"] = clock.GetUtcNow().ToUnixTimeSeconds(), ["exp"] = clock.GetUtcNow().AddMinutes(2).ToUnixTimeSeconds(), ["jti"] = Random(),
            ["sid"] = "session-1", ["sub"] = "operator-1", ["events"] = new Dictionary<string, object> { [LogoutTokenValidator.Event] = new { } },
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return TokenWriter.Write(_key, type, json =>
        {
            foreach (var (name, value) in claims.Where(claim => claim.Value is not null))
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }
        });
    }

    public void Map(WebApplication app)
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, string> { ["issuer"] = origin, ["jwks_uri"] = origin + "/.well-known/jwks.json" }));
        app.MapGet("/.well-known/jwks.json", () => Results.Text(new JsonWebKeySet([_key.PublicJwk]).ToJson(), "application/json"));
        app.MapGet("/internal/v1/standing", (long after) => StandingAway ? Results.StatusCode(503) : Results.Json(_standing.Where(entry => entry.Revision > after), Json));
        app.MapGet("/connect/authorize", Authorize);
        app.MapPost("/connect/token", async (HttpRequest request) => await TokenAsync(await request.ReadFormAsync()));
    }

    private IResult Authorize(HttpContext context)
    {
        var query = context.Request.Query;
        var code = Random();
        _codes[code] = new FormCollection(query.ToDictionary(pair => pair.Key, pair => pair.Value));
        return Results.Redirect(query["redirect_uri"] + QueryString.Create("code", code).Add("state", query["state"].ToString()).Add("iss", AuthorizeIssuer ?? origin).ToString());
    }

    private async Task<IResult> TokenAsync(IFormCollection form)
    {
        if (Away)
        {
            return Results.StatusCode(503);
        }

        if (form["client_secret"] != Secret)
        {
            return Results.Json(new { error = "invalid_client" }, statusCode: 401);
        }

        switch (form["grant_type"].ToString())
        {
            case "client_credentials" when form["client_id"] == "gateway":
                return Results.Json(new Dictionary<string, object>
                {
                    ["access_token"] = Token(token => token with { Subject = "service:gateway", ClientId = "gateway", Audiences = ["internal"] }), ["expires_in"] = 300,
                });
            case "authorization_code" when _codes.TryRemove(form["code"].ToString(), out var asked) && Matches(asked, form):
                return Answer(form["client_id"].ToString(), Nonce ?? asked["nonce"].ToString());
            case "refresh_token":
                await Hold;
                if (_refreshTokens.TryRemove(form["refresh_token"].ToString(), out var client) && client == form["client_id"])
                {
                    Interlocked.Increment(ref _refreshes);
                    return Answer(client, null);
                }

                Interlocked.Increment(ref _reuses);
                break;
        }

        return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
    }

    private static bool Matches(IFormCollection asked, IFormCollection form) =>
        asked["client_id"] == form["client_id"] && asked["redirect_uri"] == form["redirect_uri"] && asked["code_challenge_method"] == "S256"
        && asked["code_challenge"] == Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));

    private IResult Answer(string client, string? nonce)
    {
        var refresh = Random();
        _refreshTokens[refresh] = client;
        var now = clock.GetUtcNow();
        return Results.Json(new Dictionary<string, object?>
        {
            ["access_token"] = Token(token => token with
            {
                ClientId = client, Audiences = [client], SessionId = "session-1", Name = "Ada Operator", PlatformRoles = ["SUPERUSER"], Permissions = ["tenants.read"], Lifetime = Lifetime,
                TenantId = Tenant,
            }),
            ["expires_in"] = (int)Lifetime.TotalSeconds,
            ["refresh_token"] = refresh,
            ["id_token"] = TokenWriter.Write(_key, "JWT", json =>
            {
                json.WriteString("iss", origin);
                json.WriteString("sub", "operator-1");
                json.WriteString("aud", client);
                json.WriteString("sid", "session-1");
                json.WriteString("name", "Ada Operator");
                json.WriteString("email", Email);
                json.WriteNumber("iat", now.ToUnixTimeSeconds());
                json.WriteNumber("exp", (now + Lifetime).ToUnixTimeSeconds());
                if (nonce is not null)
                {
                    json.WriteString("nonce", nonce);
                }
            }),
        });
    }

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
