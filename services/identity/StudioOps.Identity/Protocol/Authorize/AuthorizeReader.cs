using System.Globalization;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Sessions;
using StudioOps.Tokens;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>Reads an authorization request (RFC 6749 §4.1.1, RFC 9126, OpenID Connect Core §3.1.2): who asks, whereto the answer goes, and only then what is asked.</summary>
internal sealed class AuthorizeReader(ClientStore clients, RedirectUris redirects, PushedRequests pushed, SigningKeys keys, PublicOrigin origin, TimeProvider clock)
{
    /// <summary>Internal parameter that replaces <c>prompt=login</c> on the way through the sign-in page, so that it is demanded once.</summary>
    public const string SignedInAfter = "studioops_signed_in_after";

    /// <summary>The same for <c>prompt=consent</c>.</summary>
    public const string AskedAfter = "studioops_asked_after";

    /// <summary>What our own pages add.</summary>
    public static readonly string[] OnTheWay = [SignedInAfter, AskedAfter];

    public async Task<AuthorizeReading> ReadAsync(ProtocolParameters? parameters, CancellationToken ct)
    {
        if (parameters is null)
        {
            return Page("request-malformed");
        }

        if (await clients.FindAsync(parameters["client_id"], ct) is not { } client)
        {
            return Page("client-unknown");
        }

        if (parameters["request_uri"] is not { } uri || !uri.StartsWith(PushedRequest.Prefix, StringComparison.Ordinal))
        {
            var reading = await CheckAsync(client, parameters, ct);
            return client.DemandsPushedRequests && reading is { Request: not null, Error: null }
                ? reading with { Error = ProtocolError.InvalidRequest("This client pushes its requests.") }
                : reading;
        }

        return await pushed.FindAsync(parameters, ct) is not var (kept, hash)
            ? Page("request-expired")
            : await CheckAsync(client, kept, ct) is { Request: { } request } found ? found with { Request = request with { Pushed = hash } } : Page("request-malformed");
    }

    /// <summary>The request itself, wherever it came from.</summary>
    public async Task<AuthorizeReading> CheckAsync(Client client, ProtocolParameters parameters, CancellationToken ct)
    {
        if (!client.MayUse(GrantTypes.AuthorizationCode))
        {
            return Page("client-unknown");
        }

        if (parameters["redirect_uri"] is not { } address || await redirects.FindAsync(client, address, ct) is not { } target)
        {
            return Page("redirect-unknown");
        }

        var request = new AuthorizeRequest(client, address, target.TenantId, parameters["state"]);
        if (AuthorizeRules.Wrong(client, parameters) is { } error)
        {
            return new AuthorizeReading(request, error, null);
        }

        if (parameters["id_token_hint"] is not { } hint)
        {
            return new AuthorizeReading(Complete(request, parameters), null, null);
        }

        return IdTokenValidator.ReadHint(hint, await keys.PublishedAsync(ct), origin.Issuer) is { } named
            ? new AuthorizeReading(Complete(request, parameters) with { Subject = named.GetProperty("sub").GetString() }, null, null)
            : new AuthorizeReading(request, ProtocolError.InvalidRequest("id_token_hint is no ID token of ours."), null);
    }

    private AuthorizeRequest Complete(AuthorizeRequest request, ProtocolParameters parameters)
    {
        var prompts = Words(parameters["prompt"]);
        var wanted = Words(parameters["scope"]);
        return request with
        {
            // Scopes we do not know are left out, and the token response says what was granted (RFC 6749 §3.3).
            Scope = string.Join(' ', request.Client.Scopes.Where(wanted.Contains)),
            Nonce = parameters["nonce"],
            CodeChallenge = parameters["code_challenge"],
            Thumbprint = parameters["dpop_jkt"],
            Silent = prompts.Contains("none"),
            AuthenticatedAfter = AuthenticatedAfter(parameters, prompts.Contains("login")),
            AskedAfter = prompts.Contains("consent") ? clock.GetUtcNow() : Moment(parameters[AskedAfter]),
            DemandsMfa = request.Client.AsksMfa || Words(parameters["acr_values"]).Contains(SignInSession.MultiFactor),
            LoginHint = parameters["login_hint"],
        };
    }

    private DateTimeOffset? AuthenticatedAfter(ProtocolParameters parameters, bool now) =>
        now ? clock.GetUtcNow()
        : Moment(parameters[SignedInAfter]) is { } after ? after
        : parameters["max_age"] is { } age ? clock.GetUtcNow() - TimeSpan.FromSeconds(uint.Parse(age, CultureInfo.InvariantCulture))
        : null;

    private static DateTimeOffset? Moment(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;

    private static string[] Words(string? text) => (text ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static AuthorizeReading Page(string reason) => new(null, null, reason);
}
