using System.Text.Json.Serialization;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Identity.Protocol.Token;

namespace StudioOps.Identity.Protocol;

/// <summary>RFC 9126 §2.2.</summary>
internal sealed record PushAnswer([property: JsonPropertyName("request_uri")] string RequestUri, [property: JsonPropertyName("expires_in")] int ExpiresIn);

/// <summary>/connect/par: a client that has shown who it is leaves its authorization request here, where no browser can change it.</summary>
internal static class PushEndpoint
{
    public const string Path = "/connect/par";
    private static readonly string[] Credentials = ["client_secret", "client_assertion", "client_assertion_type"];

    public static async Task<IResult> Handle(
        HttpContext http, ClientAuthentication clients, ProofOfPossession proofs, AuthorizeReader reader, PushedRequests pushed, CancellationToken ct)
    {
        var form = await ProtocolParameters.ReadFormAsync(http.Request, ct) is { } fields ? ProtocolParameters.Read(fields) : null;
        if (form is null || http.Request.Query.Count > 0 || form.Has("request_uri"))
        {
            return new TokenError(ProtocolError.InvalidRequest("Send each parameter once, as a form, and no request_uri."));
        }

        var (client, error) = await clients.AuthenticateAsync(http.Request, form, ct);
        if (client is null || client.Client is null)
        {
            return new TokenError(error ?? ProtocolError.UnauthorizedClient);
        }

        var (thumbprint, unproven) = await proofs.ReadAsync(http, Path, demanded: false, ct);
        if (unproven is not null || (thumbprint is not null && form["dpop_jkt"] is { } named && named != thumbprint))
        {
            return new TokenError(unproven ?? new ProtocolError("invalid_dpop_proof", "dpop_jkt is not the key that was proven."));
        }

        var parameters = form.With("client_id", client.Id);
        parameters = thumbprint is null ? parameters : parameters.With("dpop_jkt", thumbprint);
        var (request, refused, page) = await reader.CheckAsync(client.Client, parameters, ct);
        if (request is null || refused is not null)
        {
            return new TokenError(refused ?? ProtocolError.InvalidRequest(page == "redirect-unknown" ? "redirect_uri is not an address of this client." : "This client may not ask for codes."));
        }

        http.Response.Headers.CacheControl = "no-store";
        var name = await pushed.KeepAsync(client.Id, parameters.Except([.. Credentials, .. AuthorizeReader.OnTheWay]), ct);
        return TypedResults.Json(new PushAnswer(name, (int)PushedRequest.Lifetime.TotalSeconds), statusCode: StatusCodes.Status201Created);
    }
}
