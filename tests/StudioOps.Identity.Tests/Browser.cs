using System.Net;
using System.Text.RegularExpressions;

namespace StudioOps.Identity.Tests;

/// <summary>Just enough of a browser: cookies (Secure ones too, as browsers do on localhost), forms, redirects one at a time.</summary>
public sealed partial class Browser(HttpClient client) : IDisposable
{
    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    public HttpResponseMessage Response { get; private set; } = null!;

    public string Html { get; private set; } = "";

    public HttpStatusCode Status => Response.StatusCode;

    /// <summary>Where the last answer sends the browser.</summary>
    public string? Location => Response.Headers.Location?.OriginalString;

    public Task GetAsync(string address) => SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    public Task PostAsync(string address, params (string Name, string Value)[] fields) => SendAsync(new HttpRequestMessage(HttpMethod.Post, address)
    {
        Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
    });

    /// <summary>Submits the form on the page: its hidden fields, and these.</summary>
    public Task SubmitAsync(params (string Name, string Value)[] fields)
    {
        var form = Form().Match(Html);
        Assert.True(form.Success, "There is no form on this page:\n" + Html);
        var address = Action().Match(form.Value) is { Success: true } action ? WebUtility.HtmlDecode(action.Groups[1].Value) : Response.RequestMessage!.RequestUri!.PathAndQuery;
        var hidden = Hidden().Matches(form.Value).Select(m => (m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));
        return PostAsync(address, [.. hidden.Where(h => fields.All(f => f.Name != h.Item1)), .. fields]);
    }

    /// <summary>Goes where the last answer pointed, as long as it stays on this origin.</summary>
    public async Task FollowAsync()
    {
        while (Location is { } location && location.StartsWith('/'))
        {
            await GetAsync(location);
        }
    }

    public void Dispose() => client.Dispose();

    private async Task SendAsync(HttpRequestMessage request)
    {
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(c => $"{c.Key}={c.Value}")));
        }

        Response = await client.SendAsync(request);
        Html = await Response.Content.ReadAsStringAsync();
        foreach (var header in Response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            var (name, value) = (header[..header.IndexOf('=', StringComparison.Ordinal)], header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);
            Assert.StartsWith("__Host-", name, StringComparison.Ordinal);
            Assert.Contains("; secure", header, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; httponly", header, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("; path=/", header, StringComparison.OrdinalIgnoreCase);
            if (value.Length == 0)
            {
                Cookies.Remove(name);
            }
            else
            {
                Cookies[name] = value;
            }
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<form[^>]*action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input(?=[^>]*type=\"hidden\")(?=[^>]*name=\"([^\"]*)\")(?=[^>]*value=\"([^\"]*)\")[^>]*>")]
    private static partial Regex Hidden();
}
