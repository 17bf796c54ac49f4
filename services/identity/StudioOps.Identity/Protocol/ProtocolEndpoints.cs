using StudioOps.Identity.Assessment;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Impersonations;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Identity.Protocol.Token;

namespace StudioOps.Identity.Protocol;

internal static class ProtocolEndpoints
{
    private static readonly string[] GetAndPost = ["GET", "POST"];

    /// <summary>Open to everyone by nature: this is where people and clients show who they are, each endpoint checking in its own way.</summary>
    public static void MapProtocol(this IEndpointRouteBuilder app)
    {
        app.MapClients();
        app.MapImpersonations();
        app.MapAssessment();
        var routes = app.MapGroup("").ExcludeFromDescription(); // discovery describes them
        routes.MapGet("/.well-known/openid-configuration", Discovery.Configuration).AllowAnonymous();
        routes.MapGet("/.well-known/jwks.json", Discovery.Keys).AllowAnonymous();
        routes.MapMethods(AuthorizeEndpoint.Path, GetAndPost, AuthorizeEndpoint.Handle).AllowAnonymous();
        routes.MapPost("/connect/token", TokenEndpoint.Handle).AllowAnonymous();
        routes.MapPost(PushEndpoint.Path, PushEndpoint.Handle).AllowAnonymous();
        routes.MapPost(DeviceAuthorization.Path, DeviceAuthorization.Handle).AllowAnonymous();
        routes.MapPost(Introspection.Path, Introspection.Handle).AllowAnonymous();
        routes.MapPost(Revocation.Path, Revocation.Handle).AllowAnonymous();
        routes.MapMethods("/connect/end_session", GetAndPost, EndSession.Handle).AllowAnonymous();
        routes.MapMethods("/connect/userinfo", GetAndPost, UserInfo.Handle).RequireAuthorization();
    }
}
