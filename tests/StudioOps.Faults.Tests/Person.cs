using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using StudioOps.EndToEnd.Tests;
using StudioOps.Story;

namespace StudioOps.Faults.Tests;

/// <summary>Someone of the credentials file in front of identity's pages, without a browser: cookies, forms, redirects. Comes away with tokens.</summary>
internal sealed partial class Person(Installation installation) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = installation.Gateway };
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);
    private string _html = "";

    /// <summary>Signs in to the operator console with password and authenticator; the access token.</summary>
    public async Task<string> SignInAsync(string role)
    {
        var person = installation.People.EnumerateArray().Single(candidate => candidate.GetProperty("roles").EnumerateArray().Any(held => held.GetString() == role));
        var email = person.GetProperty("email").GetString()!;
        var verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var callback = new Uri(installation.Gateway, "/bff/callback").ToString();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var address = await FollowAsync(
            $"/connect/authorize?client_id=operator&redirect_uri={Uri.EscapeDataString(callback)}&response_type=code&scope=openid%20profile&state=s&nonce=n&code_challenge={challenge}&code_challenge_method=S256");
        address = await SubmitAsync(address, ("email", email), ("password", person.GetProperty("password").GetString()!));
        address = await SubmitAsync(address, ("code", await Totp.NextCodeAsync(person.GetProperty("totpSecret").GetString()!)));
        var code = CodeIn().Match(address);
        Assert.True(code.Success, address + "\n" + _html);
        using var answer = await _http.PostAsync(new Uri(installation.Address("identity"), "/connect/token"), new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["client_id"] = "operator", ["client_secret"] = installation.Secret("gateway-client-secret"),
            ["code"] = Uri.UnescapeDataString(code.Groups[1].Value), ["redirect_uri"] = callback, ["code_verifier"] = verifier,
        }));
        return (await Api.ReadAsync(answer, HttpStatusCode.OK)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Ends the session the token belongs to, as signing out does.</summary>
    public async Task SignOutAsync(string token)
    {
        var sid = JsonSerializer.Deserialize<JsonElement>(Base64Url.DecodeFromChars(token.Split('.')[1])).GetProperty("sid").GetString();
        await FollowAsync($"/connect/end_session?client_id=operator&logout_hint={sid}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> SubmitAsync(string address, params (string Name, string Value)[] fields)
    {
        var form = Form().Match(_html);
        Assert.True(form.Success, _html);
        var target = Action().Match(form.Value) is { Success: true } action ? WebUtility.HtmlDecode(action.Groups[1].Value) : address;
        var all = Hidden().Matches(form.Value).ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value));
        foreach (var (name, value) in fields)
        {
            all[name] = value;
        }

        return await FollowAsync(target, new FormUrlEncodedContent(all));
    }

    /// <summary>Goes where it is sent, up to the client's callback; the last address.</summary>
    private async Task<string> FollowAsync(string address, HttpContent? form = null)
    {
        while (true)
        {
            using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, address) { Content = form };
            if (_cookies.Count > 0)
            {
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            }

            if (form is not null)
            {
                request.Headers.Add("Origin", installation.Gateway.GetLeftPart(UriPartial.Authority));
            }

            using var response = await _http.SendAsync(request);
            _html = await response.Content.ReadAsStringAsync();
            foreach (var cookie in response.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
            {
                _cookies[cookie[..cookie.IndexOf('=', StringComparison.Ordinal)]] = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0];
            }

            if (response.Headers.Location is not { } next)
            {
                return address;
            }

            (address, form) = (next.OriginalString, null);
            if (address.Contains("/bff/callback", StringComparison.Ordinal))
            {
                return address;
            }
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<form[^>]*action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input(?=[^>]*type=\"hidden\")(?=[^>]*name=\"([^\"]*)\")(?=[^>]*value=\"([^\"]*)\")[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("[?&]code=([^&]+)")]
    private static partial Regex CodeIn();
}
