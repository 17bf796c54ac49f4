using StudioOps.Identity.Contracts;

namespace StudioOps.Flags.Evaluation;

internal static class EvaluatePolicy
{
    /// <summary>Evaluating for one's own tenant and for any tenant are two permissions; either opens these endpoints.</summary>
    public static TBuilder RequireEvaluate<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization($"{Permissions.FlagsEvaluate}|{Permissions.FlagsEvaluateAny}");
}
