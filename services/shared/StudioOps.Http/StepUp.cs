using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StudioOps.ServiceDefaults;

namespace StudioOps.Http;

/// <summary>Dangerous calls want to know that the person is still the one who signed in: they must have proven it lately (RFC 9470).</summary>
public static class StepUp
{
    /// <summary>How long a proof counts.</summary>
    public static readonly TimeSpan MostAge = TimeSpan.FromMinutes(10);

    /// <summary>Refuses a person whose sign-in is older than <see cref="MostAge"/> with 403 <c>step-up.required</c>. A service account has nobody to ask: its secret was its proof.</summary>
    public static RouteHandlerBuilder RequireStepUp(this RouteHandlerBuilder endpoint) => endpoint
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .AddEndpointFilter(async (invocation, next) =>
        {
            var http = invocation.HttpContext;
            var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            if (http.AccessToken() is not { SessionId: not null } token || token.AuthenticatedAt >= now - MostAge)
            {
                return await next(invocation);
            }

            var seconds = MostAge.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_user_authentication\", max_age=\"{seconds}\"";
            return Problems.Refuse(
                StatusCodes.Status403Forbidden, "step-up.required", $"This asks for a sign-in of the last {MostAge.TotalMinutes:0} minutes: send the person to /bff/login?maxAge={seconds} and try again.");
        });
}
