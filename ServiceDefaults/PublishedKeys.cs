using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using StudioOps.Tokens;

namespace StudioOps.ServiceDefaults;

/// <summary>Identity's published keys, fetched from the service itself and kept for an hour; an unknown key asks again, at most every five seconds.</summary>
internal sealed class PublishedKeys(IHttpClientFactory clients, IConfiguration configuration, TimeProvider clock) : IVerificationKeys
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (JsonWebKeySet? Keys, DateTimeOffset At) _known;

    public async ValueTask<JsonWebKeySet> GetAsync(bool unknownKey, CancellationToken ct)
    {
        if (Usable(unknownKey) is { } keys)
        {
            return keys;
        }

        await _gate.WaitAsync(ct);
        try
        {
            if (Usable(unknownKey) is { } meanwhile)
            {
                return meanwhile;
            }

            try
            {
                _known = (await FetchAsync(ct), clock.GetUtcNow());
            }
            catch (Exception e) when (_known.Keys is not null && e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                // Identity is away: the keys we know keep working; ask again after the pause.
                _known = (_known.Keys, clock.GetUtcNow() - Kept + Pause);
            }

            return _known.Keys!;
        }
        finally
        {
            _gate.Release();
        }
    }

    private JsonWebKeySet? Usable(bool unknownKey) =>
        clock.GetUtcNow() - _known.At < (unknownKey ? Pause : Kept) ? _known.Keys : null;

    private async Task<JsonWebKeySet> FetchAsync(CancellationToken ct)
    {
        using var client = clients.CreateClient(nameof(PublishedKeys));
        var identity = configuration.ServiceAddress("identity");
        var discovery = await client.GetFromJsonAsync<JsonElement>(new Uri(identity, "/.well-known/openid-configuration"), ct);
        var published = new Uri(discovery.GetProperty("jwks_uri").GetString()!);
        return JsonWebKeySet.Parse(await client.GetStringAsync(new Uri(identity, published.PathAndQuery), ct));
    }
}
