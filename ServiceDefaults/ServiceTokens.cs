using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;

namespace StudioOps.ServiceDefaults;

/// <summary>This service's own access token (RFC 6749 §4.4), kept until shortly before it expires.</summary>
/// <remarks>For work nobody asked for just now: feeds, reconciling. A user's action travels with the user's token.</remarks>
public sealed class ServiceTokens(IHttpClientFactory clients, IConfiguration configuration, TimeProvider clock)
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (string Token, DateTimeOffset RenewAt) _current;

    /// <summary>A token good for at least another half minute.</summary>
    /// <exception cref="HttpRequestException">Identity could not be reached or refused this service.</exception>
    public async Task<string> GetAsync(CancellationToken ct)
    {
        if (clock.GetUtcNow() < _current.RenewAt)
        {
            return _current.Token;
        }

        await _gate.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() >= _current.RenewAt)
            {
                _current = await RequestAsync(ct);
            }

            return _current.Token;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Forgets the token, so that the next call asks for a new one.</summary>
    public void Forget() => _current = default;

    private async Task<(string, DateTimeOffset)> RequestAsync(CancellationToken ct)
    {
        using var client = clients.CreateClient(nameof(ServiceTokens));
        using var response = await client.PostAsync(
            new Uri(configuration.ServiceAddress("identity"), "/connect/token"),
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = Required("ServiceAccount:ClientId"),
                ["client_secret"] = Required("ServiceAccount:ClientSecret"),
            }),
            ct);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<TokenAnswer>(ct) ?? throw new HttpRequestException("The token endpoint answered nothing.");
        return (answer.AccessToken, clock.GetUtcNow().AddSeconds(answer.ExpiresIn - 30));
    }

    private string Required(string key) => configuration[key] is { Length: > 0 } value ? value : throw new InvalidOperationException($"{key} is missing.");

    private sealed record TokenAnswer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}

internal sealed class ServiceTokenHandler(ServiceTokens tokens) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(cancellationToken));
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized)
        {
            tokens.Forget();
        }

        return response;
    }
}
