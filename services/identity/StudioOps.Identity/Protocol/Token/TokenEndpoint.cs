namespace StudioOps.Identity.Protocol.Token;

/// <summary>/connect/token: parse, authenticate the client, hand over to the grant, answer.</summary>
internal static class TokenEndpoint
{
    public const string Path = "/connect/token";

    public static async Task<IResult> Handle(HttpContext http, ClientAuthentication clients, ProofOfPossession proofs, IServiceProvider services, CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form is null || http.Request.Query.Count > 0)
        {
            return new TokenError(ProtocolError.InvalidRequest("Send each parameter once, as a form."));
        }

        if (form["grant_type"] is not { } type)
        {
            return new TokenError(ProtocolError.InvalidRequest("grant_type is missing."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client is null)
        {
            return new TokenError(error!);
        }

        if (services.GetKeyedService<IGrant>(type) is not { } grant)
        {
            return new TokenError(ProtocolError.UnsupportedGrantType);
        }

        if (!client.MayUse(type))
        {
            return new TokenError(ProtocolError.UnauthorizedClient);
        }

        var (thumbprint, unproven) = await proofs.ReadAsync(http, Path, client.Client?.DemandsDpop == true, ct);
        if (unproven is not null)
        {
            return new TokenError(unproven);
        }

        var (response, refused) = await grant.ExchangeAsync(new TokenRequest(client, form, thumbprint), ct);
        return response is null ? new TokenError(refused!) : new TokenAnswer(thumbprint is null ? response : response with { TokenType = "DPoP" });
    }
}
