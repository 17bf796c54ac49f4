using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polly.Timeout;
using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Upstreams;

/// <summary>Calls another service and turns every way it can fail into a class and a sentence.</summary>
internal static class UpstreamCalls
{
    public static async Task<T?> FindAsync<T>(this HttpClient http, string service, string path, CancellationToken ct)
        where T : class
    {
        using var response = await SendAsync(http, service, new HttpRequestMessage(HttpMethod.Get, path), ct);
        if (response is null)
        {
            return null;
        }

        try
        {
            return await response.Content.ReadFromJsonAsync<T>(ct) ?? throw new JsonException();
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StepFailureException(FailureClass.Transient, $"{service} answered something that is not the JSON it promises.", inner: e);
        }
    }

    public static async Task PutAsync<T>(this HttpClient http, string service, string path, T body, CancellationToken ct)
    {
        using var response = await SendAsync(http, service, new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) }, ct)
            ?? throw new StepFailureException(FailureClass.Terminal, $"{service} answered 404 to a PUT.");
    }

    public static async Task DeleteAsync(this HttpClient http, string service, string path, CancellationToken ct)
    {
        using var response = await SendAsync(http, service, new HttpRequestMessage(HttpMethod.Delete, path), ct);
    }

    /// <summary>The answer of a request that went well; null for 404.</summary>
    private static async Task<HttpResponseMessage?> SendAsync(HttpClient http, string service, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            try
            {
                var response = await http.SendAsync(request, ct);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    return response.StatusCode == HttpStatusCode.NotFound ? null : throw await RefusalAsync(service, response, ct);
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is { } status)
            {
                // Only the token request throws with a status: this service could not sign in.
                throw new StepFailureException(ClassOf(status), $"identity refused this service's own sign-in ({(int)status}).", inner: e);
            }
            catch (HttpRequestException e)
            {
                throw new StepFailureException(FailureClass.Transient, $"{service} does not answer{Why(e)}.", inner: e);
            }
            catch (Exception e) when (e is TimeoutRejectedException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                throw new StepFailureException(FailureClass.Transient, $"{service} did not answer in time.", inner: e);
            }
        }
    }

    private static async Task<StepFailureException> RefusalAsync(string service, HttpResponseMessage response, CancellationToken ct)
    {
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date && response.Headers.Date is { } sent ? date - sent : null);
        return new StepFailureException(ClassOf(response.StatusCode), $"{service} answered {(int)response.StatusCode}{await CodeAsync(response, ct)}.", wait);
    }

    private static FailureClass ClassOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FailureClass.Configuration,
        408 or 409 or 412 or 423 or 425 or 429 or >= 500 => FailureClass.Transient,
        _ => FailureClass.Terminal,
    };

    /// <summary>The stable code of a problem. Its detail may quote what was sent, so it stays out of what we show.</summary>
    private static async Task<string> CodeAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
            return problem.TryGetProperty("code", out var code) ? $" ({code.GetString()})" : "";
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or HttpRequestException or IOException)
        {
            return "";
        }
    }

    private static string Why(Exception e) => e.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => ": connection refused",
        SocketException socket => $": {socket.SocketErrorCode}",
        IOException => ": the connection broke",
        _ => "",
    };
}
