using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StudioOps.Flags.Client;

/// <summary>Closes endpoints behind flags.</summary>
public static class RequireFeatureExtensions
{
    /// <summary>Without the flag the endpoint is not there: 404, with the code <c>feature.not-available</c>.</summary>
    /// <typeparam name="TBuilder">An endpoint or a group of them.</typeparam>
    /// <param name="endpoints">The endpoint or group.</param>
    /// <param name="flag">The flag that opens it.</param>
    public static TBuilder RequireFeature<TBuilder>(this TBuilder endpoints, FlagKey<bool> flag)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireFeature(flag.Key);

    /// <summary>Without the flag the endpoint is not there: 404, with the code <c>feature.not-available</c>.</summary>
    /// <typeparam name="TBuilder">An endpoint or a group of them.</typeparam>
    /// <param name="endpoints">The endpoint or group.</param>
    /// <param name="key">The flag that opens it.</param>
    public static TBuilder RequireFeature<TBuilder>(this TBuilder endpoints, [FlagKey] string key)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(async (context, next) =>
            context.HttpContext.Flags().IsEnabled(key)
                ? await next(context)
                : Results.Problem(
                    statusCode: StatusCodes.Status404NotFound,
                    title: "Not available",
                    detail: "This is not switched on here.",
                    extensions: new Dictionary<string, object?> { ["code"] = "feature.not-available" }));
}
