using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client;

/// <summary>Who asks in a request.</summary>
public static class RequestContext
{
    /// <summary>The user's id and roles, as the claims of most sign-ins name them; nobody in particular without a user.</summary>
    /// <param name="http">The request.</param>
    public static EvaluationContext OfUser(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var user = http.User;
        return user.Identity?.IsAuthenticated == true
            ? new EvaluationContext(
                user.FindFirstValue("sub") ?? user.FindFirstValue(ClaimTypes.NameIdentifier),
                user.Claims.Where(claim => claim.Type is "tenant_roles" or "roles" or "role" or ClaimTypes.Role).Select(claim => claim.Value))
            : EvaluationContext.Anonymous;
    }
}
