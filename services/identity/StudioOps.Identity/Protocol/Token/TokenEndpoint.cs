namespace StudioOps.Identity.Protocol.Token;

/// <summary>/connect/token: parse, authenticate the client, hand over to the grant, answer.</summary>
internal static class TokenEndpoint
{
    public static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication clients, AuthorizationCodeGrant code, RefreshGrant refresh, ClientCredentialsGrant credentials, CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form is null || http.Request.Query.Count > 0)
        {
            return new TokenError(ProtocolError.InvalidRequest("Send each parameter once, as a form."));
        }

        if (form["grant_type"] is not { } grant)
        {
            return new TokenError(ProtocolError.InvalidRequest("grant_type is missing."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client is null)
        {
            return new TokenError(error!);
        }

        var (response, refused) = grant switch
        {
            "authorization_code" => await code.ExchangeAsync(client, form, ct),
            "refresh_token" => await refresh.ExchangeAsync(client, form, ct),
            "client_credentials" => await credentials.ExchangeAsync(client, form, ct),
            _ => (null, ProtocolError.UnsupportedGrantType),
        };
        return response is null ? new TokenError(refused!) : new TokenAnswer(response);
    }
}
