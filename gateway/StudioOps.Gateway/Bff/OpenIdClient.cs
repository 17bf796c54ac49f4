using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.ServiceDefaults;

namespace StudioOps.Gateway.Bff;

/// <summary>A token response (RFC 6749 §5.1).</summary>
internal sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("refresh_token")] string? RefreshToken,
    [property: JsonPropertyName("id_token")] string? IdToken);

/// <summary>Tokens, a refusal, or (neither) silence.</summary>
internal readonly record struct TokenReply(TokenAnswer? Answer, bool Refused)
{
    public bool Silent => Answer is null && !Refused;
}

/// <summary>The token endpoint, as the portals' confidential clients. All three share the gateway's own secret: it keeps the sessions of all.</summary>
internal sealed partial class OpenIdClient(IHttpClientFactory clients, IConfiguration configuration, ILogger<OpenIdClient> logger)
{
    private const string SecretKey = "ServiceAccount:ClientSecret";

    public static void Add(IHostApplicationBuilder builder)
    {
        if (builder.Configuration[SecretKey] is not { Length: > 0 })
        {
            throw new InvalidOperationException($"{SecretKey} is missing: set ServiceAccount__ClientSecret.");
        }

        builder.Services.AddHttpClient(nameof(OpenIdClient), client => client.Timeout = TimeSpan.FromSeconds(10));
        builder.Services.AddSingleton<OpenIdClient>();
    }

    public Task<TokenReply> RedeemAsync(LoginAttempt attempt, string code, string redirectUri) => AskAsync(attempt.ClientId, new()
    {
        ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = redirectUri, ["code_verifier"] = attempt.Verifier,
    });

    public Task<TokenReply> RefreshAsync(string clientId, string refreshToken) => AskAsync(clientId, new()
    {
        ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken,
    });

    // Not cancelled with the request: a refresh token spent for an answer nobody waited for is a lost session.
    private async Task<TokenReply> AskAsync(string clientId, Dictionary<string, string> form)
    {
        form["client_id"] = clientId;
        form["client_secret"] = configuration[SecretKey]!;
        try
        {
            using var client = clients.CreateClient(nameof(OpenIdClient));
            client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await client.PostAsync(new Uri(configuration.ServiceAddress("identity"), "/connect/token"), new FormUrlEncodedContent(form));
            if (response.IsSuccessStatusCode)
            {
                return new TokenReply(await response.Content.ReadFromJsonAsync(GatewayJson.Default.TokenAnswer), Refused: false);
            }

            LogRefused(clientId, form["grant_type"], (int)response.StatusCode);
            return new TokenReply(null, Refused: response.StatusCode is System.Net.HttpStatusCode.BadRequest or System.Net.HttpStatusCode.Unauthorized);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
        {
            LogSilent(e, clientId);
            return default;
        }
    }

    [LoggerMessage(LogLevel.Information, "Identity answered {Status} to a {Grant} of client {ClientId}")]
    private partial void LogRefused(string clientId, string grant, int status);

    [LoggerMessage(LogLevel.Warning, "Identity's token endpoint did not answer client {ClientId}")]
    private partial void LogSilent(Exception exception, string clientId);
}
