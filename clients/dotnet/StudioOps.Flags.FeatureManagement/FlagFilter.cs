using Microsoft.AspNetCore.Http;
using Microsoft.FeatureManagement;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client.FeatureManagement;

/// <summary>Decides a feature as the flag of its name is decided: for who asks in a request, else for nobody in particular.</summary>
[FilterAlias(Alias)]
internal sealed class FlagFilter(FlagClient flags, IHttpContextAccessor http) : IFeatureFilter
{
    public const string Alias = "StudioOps";

    public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext context) => Task.FromResult(
        http.HttpContext is { } request ? request.Flags().IsEnabled(context.FeatureName) : flags.IsEnabled(context.FeatureName, EvaluationContext.Anonymous));
}
