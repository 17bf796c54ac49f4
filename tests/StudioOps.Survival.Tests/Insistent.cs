using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using StudioOps.Story;

namespace StudioOps.Survival.Tests;

/// <summary>A caller who asks again while the answer is "not now", writes down what was heard meanwhile, and takes nothing else for an excuse.</summary>
internal sealed class Insistent(Installation installation) : IDisposable
{
    /// <summary>Nobody was there.</summary>
    public const string Refused = "connection refused";

    /// <summary>Somebody was there, and died in the middle of the answer.</summary>
    public const string CutOff = "answer cut off";

    // For a machine much slower than a developer's: what never happens is told apart from what takes its time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private readonly Api _tokens = new(installation);
    private readonly HttpClient _http = installation.Client(TimeSpan.FromSeconds(100));
    private readonly HashSet<string> _heard = [];

    /// <summary>Codes of the "not now" answers since the last time this was asked.</summary>
    public IReadOnlyList<string> TakeHeard()
    {
        lock (_heard)
        {
            List<string> heard = [.. _heard.Order()];
            _heard.Clear();
            return heard;
        }
    }

    /// <summary>Gets a new token while everybody is well.</summary>
    public Task PrepareAsync()
    {
        _tokens.ForgetToken();
        return _tokens.TokenAsync();
    }

    /// <summary>The first answer that is one. A POST that changes something carries one key however often it is sent.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var key = method == HttpMethod.Post && path.StartsWith("/api/", StringComparison.Ordinal) ? Guid.NewGuid().ToString() : null;
        HttpResponseMessage? answer = null;
        await UntilAsync(async () => (answer = await TryAsync(method, path, body, ifMatch, key)) is not null, $"an answer to {method} {path}");
        return answer!;
    }

    public async Task<JsonElement> GetAsync(string path) => await Api.ReadAsync(await AskAsync(HttpMethod.Get, path), HttpStatusCode.OK);

    public static Task UntilAsync(Func<Task<bool>> ask, string what) => Api.UntilAsync(ask, Patience, what, Pace);

    /// <summary>One try; null when the honest answer was "not now".</summary>
    public async Task<HttpResponseMessage?> TryAsync(HttpMethod method, string path, object? body = null, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await _tokens.TokenAsync());
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request);
        }
        catch (HttpRequestException e)
        {
            Hear(e.HttpRequestError == HttpRequestError.ConnectionError ? Refused : CutOff);
            return null;
        }

        if ((int)response.StatusCode < 500 && response.StatusCode != HttpStatusCode.Conflict)
        {
            return response;
        }

        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"{method} {path} answered {(int)response.StatusCode} {response.Content.Headers.ContentType}: {text}");
        var code = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString()!;
        if (response.StatusCode == HttpStatusCode.Conflict && code != "idempotency.in-flight")
        {
            return response;
        }

        Assert.True(response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Conflict, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        Hear(code);
        return null;
    }

    /// <summary>Writes down what was heard.</summary>
    public void Hear(string code)
    {
        lock (_heard)
        {
            _heard.Add(code);
        }
    }

    public void Dispose()
    {
        _tokens.Dispose();
        _http.Dispose();
    }
}
