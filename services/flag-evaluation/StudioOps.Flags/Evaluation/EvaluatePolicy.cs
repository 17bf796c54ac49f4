using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Evaluation;

internal static class EvaluatePolicy
{
    /// <summary>Evaluating for one's own tenant and for any tenant are two permissions; either opens these endpoints.</summary>
    public static TBuilder RequireEvaluate<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(policy => policy
            .RequireAuthenticatedUser()
            .RequireAssertion(context => context.Resource is HttpContext http && http.AccessToken() is { } token
                && (token.Permissions.Contains(Permissions.FlagsEvaluateAny) || token.Permissions.Contains(Permissions.FlagsEvaluate))));
}
