using System.Net.Http.Headers;
using System.Text.Json;
using StudioOps.Identity.Contracts;
using StudioOps.Tokens;

namespace StudioOps.Identity.Users;

/// <summary>The caller's own flags, asked of the flag service with the caller's own token. They are an extra: without them the answer goes out all the same.</summary>
internal sealed class CallerFlags(IHttpClientFactory clients, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Who did not answer is not asked again at once: callers would only wait.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private long _askAgain;

    /// <summary>Adds the client; where the graph names no flag service there are no flags.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CallerFlags>();
        builder.Services.AddHttpClient(nameof(CallerFlags), client =>
        {
            client.BaseAddress = Uri.TryCreate(builder.Configuration["services:flag-evaluation:http:0"], UriKind.Absolute, out var address) ? address : null;
            client.Timeout = Patience;
        });
    }

    /// <summary>The caller's flags; null for callers that have none: without a tenant, or without the permission.</summary>
    public async Task<MyFlags?> ReadAsync(AccessToken token, string authorization, CancellationToken ct)
    {
        if (token.TenantId is null || !token.Permissions.Contains(Permissions.FlagsEvaluate))
        {
            return null;
        }

        using var http = clients.CreateClient(nameof(CallerFlags));
        if (http.BaseAddress is null || clock.GetTimestamp() < Volatile.Read(ref _askAgain))
        {
            return MyFlags.Unavailable;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/flags/active") { Headers = { Authorization = AuthenticationHeaderValue.Parse(authorization) } };
        try
        {
            using var answer = await http.SendAsync(request, ct);
            return answer.IsSuccessStatusCode ? MyFlags.Of(await answer.Content.ReadFromJsonAsync<JsonElement>(ct)) : MyFlags.Unavailable;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            Volatile.Write(ref _askAgain, clock.GetTimestamp() + (long)(Rest.TotalSeconds * clock.TimestampFrequency));
            return MyFlags.Unavailable;
        }
    }
}

/// <summary>Value by key, and how far they can be trusted.</summary>
/// <param name="Values">Null when nobody could say.</param>
/// <param name="State">current, stale or unavailable.</param>
internal sealed record MyFlags(IReadOnlyDictionary<string, JsonElement>? Values, string State)
{
    public static MyFlags Unavailable { get; } = new(null, "unavailable");

    public static MyFlags Of(JsonElement active)
    {
        var answers = active.GetProperty("flags").EnumerateObject().ToList();
        return new(
            answers.Where(answer => answer.Value.GetProperty("value").ValueKind != JsonValueKind.Null)
                .ToDictionary(answer => answer.Name, answer => answer.Value.GetProperty("value"), StringComparer.Ordinal),
            answers.Any(answer => answer.Value.GetProperty("reason").GetString() == "STALE") ? "stale" : "current");
    }
}
