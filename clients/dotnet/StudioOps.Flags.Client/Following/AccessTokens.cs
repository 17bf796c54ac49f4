using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Client.Following;

/// <summary>Brings a token: the application's own, or one for the service account.</summary>
internal sealed class AccessTokens(IHttpClientFactory clients, IOptions<FlagClientOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private (string Value, DateTimeOffset RenewAt) _token;

    public async Task<string> GetAsync(CancellationToken ct)
    {
        if (options.Value.AccessToken is { } brought)
        {
            return await brought(ct);
        }

        if (clock.GetUtcNow() >= _token.RenewAt)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(Patience);
            using var http = clients.CreateClient(FlagClientOptions.HttpClientName);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = options.Value.ClientId ?? throw new InvalidOperationException($"{FlagClientOptions.Section}:ClientId and :ClientSecret say who asks, or the option AccessToken brings a token."),
                ["client_secret"] = options.Value.ClientSecret ?? "",
            });
            using var answer = (await http.PostAsync(new Uri("connect/token", UriKind.Relative), form, patience.Token)).EnsureSuccessStatusCode();
            var token = await answer.Content.ReadFromJsonAsync<JsonElement>(patience.Token);
            _token = (token.GetProperty("access_token").GetString()!, clock.GetUtcNow().AddSeconds(token.GetProperty("expires_in").GetInt32() * 0.8));
        }

        return _token.Value;
    }

    /// <summary>It was refused: the next one is new.</summary>
    public void Forget() => _token = default;
}
