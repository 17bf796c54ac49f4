using System.Net;

namespace StudioOps.Gateway.Tests.Installation;

/// <summary>Keeps Secure cookies on plain http for hosts under localhost, as Chromium does and HttpClient does not.</summary>
public sealed class Browser(HttpClient client, string origin)
{
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public string Origin { get; } = origin;

    public string? SessionId => Cookies.GetValueOrDefault("__Host-studioops");

    /// <summary>As our own pages call: with the header, and the origin on everything that changes something.</summary>
    public Task<HttpResponseMessage> CallAsync(string path, HttpMethod? method = null, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        request.Headers.Add("X-CSRF", "1");
        if (request.Method != HttpMethod.Get)
        {
            request.Headers.Add("Origin", Origin);
        }

        change?.Invoke(request);
        return SendAsync(request);
    }

    /// <summary>As the address bar does.</summary>
    public Task<HttpResponseMessage> OpenAsync(string url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Accept", "text/html");
        return SendAsync(request);
    }

    /// <summary>Goes through login, sign-in page and callback; the last answer.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string returnUrl = "/")
    {
        var toSignIn = await OpenAsync("/bff/login?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal(HttpStatusCode.SeeOther, toSignIn.StatusCode);
        var toCallback = await OpenAsync(toSignIn.Headers.Location!.ToString());
        return await OpenAsync(toCallback.Headers.Location!.PathAndQuery);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        var response = await client.SendAsync(request);
        foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            Keep(cookie);
        }

        return response;
    }

    private void Keep(string cookie)
    {
        var (name, rest) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)], cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        if (cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase))
        {
            Cookies.Remove(name);
        }
        else
        {
            Cookies[name] = rest.Split(';')[0];
        }
    }
}
