using StudioOps.Tokens;

namespace StudioOps.Gateway.Bff;

/// <summary>Who is signed in, for the pages: names and rights, never a token.</summary>
internal sealed record UserResource(
    string Sub, string? Name, string? Email, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions, UserTenant? Tenant, Guid? Partner, string Portal, UserActor? Actor,
    DateTimeOffset SessionExpiresAt);

/// <summary>The tenant the session is for.</summary>
internal sealed record UserTenant(Guid Id, string? Slug);

/// <summary>The operator acting for the user.</summary>
internal sealed record UserActor(string Sub, string? Name);

internal static class CurrentUser
{
    public static async Task<IResult> Handle(HttpContext context, CurrentSession current)
    {
        context.Response.Headers.CacheControl = "no-store";
        var signedIn = await current.OfAsync(context);
        return signedIn is { Token: { } token, Session: { } session } ? TypedResults.Ok(Describe(token, session, context.Portal())) : signedIn.Refuse();
    }

    private static UserResource Describe(AccessToken token, BrowserSession session, Portal portal) => new(
        token.Subject,
        token.Name ?? session.Name,
        session.Email,
        [.. token.PlatformRoles, .. token.TenantRoles],
        [.. token.Permissions.Order(StringComparer.Ordinal)],
        token.TenantId is { } tenant ? new UserTenant(tenant, portal.Tenant?.TenantId == tenant ? portal.Tenant.Slug : null) : null,
        token.PartnerId,
        session.ClientId,
        token.ActorSubject is { } actor ? new UserActor(actor, token.ActorName) : null,
        session.EndsAt);
}
