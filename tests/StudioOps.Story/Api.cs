using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace StudioOps.Story;

/// <summary>The gateway as one caller sees it.</summary>
public sealed class Api(Installation installation, string clientId, string clientSecret) : IDisposable
{
    private readonly HttpClient _http = installation.Client();
    private (string Value, DateTime RenewAt) _token;

    /// <summary>The development automation account.</summary>
    public Api(Installation installation)
        : this(installation, installation.Automation.ClientId, installation.Automation.ClientSecret)
    {
    }

    /// <summary>Asks for a new token on the next call.</summary>
    public void ForgetToken() => _token = default;

    public async Task<string> TokenAsync()
    {
        if (DateTime.Now >= _token.RenewAt)
        {
            using var response = await _http.PostAsync(installation.Automation.TokenEndpoint, new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = clientSecret,
            }));
            var answer = await ReadAsync(response, HttpStatusCode.OK);
            _token = (answer.GetProperty("access_token").GetString()!, DateTime.Now.AddSeconds(answer.GetProperty("expires_in").GetInt32() - 30));
        }

        return _token.Value;
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        request.Content = body is null ? null : JsonContent.Create(body);
        return await _http.SendAsync(request);
    }

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await SendAsync(HttpMethod.Get, path), HttpStatusCode.OK);

    public async Task<JsonElement> PostAsync(string path, object? body, HttpStatusCode expected = HttpStatusCode.OK) =>
        await ReadAsync(await SendAsync(HttpMethod.Post, path, body), expected);

    /// <summary>Asks again while the answer is 404: services hear of a tenant one after the other.</summary>
    public async Task<JsonElement> SendOnceKnownAsync(HttpMethod method, string path, object body, HttpStatusCode expected)
    {
        HttpResponseMessage response = null!;
        await UntilAsync(async () => (response = await SendAsync(method, path, body)).StatusCode != HttpStatusCode.NotFound, TimeSpan.FromSeconds(90), $"{method} {path} finds the tenant");
        return await ReadAsync(response, expected);
    }

    /// <summary>Evaluates one flag for a tenant over OFREP: its value, reason and metadata.</summary>
    public Task<JsonElement> EvaluateAsync(string flag, string tenant) =>
        PostAsync($"/ofrep/v1/evaluate/flags/{flag}", new { context = new { targetingKey = "smoke-user", tenant } });

    public void Dispose() => _http.Dispose();

    /// <summary>The body, when the status is the one owed; otherwise what was said instead.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync();
        return response.StatusCode == expected
            ? text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text)
            : throw new StoryException($"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} answered {(int)response.StatusCode}, not {(int)expected}: {text}");
    }

    /// <summary>Asks every 25 ms, or as often as said, until the answer is yes; how long it took.</summary>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> ask, TimeSpan within, string what, TimeSpan? pace = null)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(pace ?? TimeSpan.FromMilliseconds(25));
        while (!await ask())
        {
            if (clock.Elapsed > within)
            {
                throw new StoryException($"Not within {within.TotalSeconds:0.#} s: {what}");
            }

            await timer.WaitForNextTickAsync();
        }

        return clock.Elapsed;
    }
}
