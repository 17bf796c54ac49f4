using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace StudioOps.Flags.Client.FeatureManagement;

/// <summary>Puts StudioOps behind <c>IFeatureManager</c> and <c>[FeatureGate]</c>.</summary>
public static class FeatureManagementServices
{
    /// <summary>Every boolean flag becomes a feature of its name. Call it after <c>AddStudioOpsFlags</c> and in place of <c>AddFeatureManagement</c>.</summary>
    /// <param name="services">The application's services.</param>
    public static IFeatureManagementBuilder AddStudioOpsFeatureManagement(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<IFeatureDefinitionProvider, FlagFeatures>();
        return services.AddFeatureManagement().AddFeatureFilter<FlagFilter>();
    }
}
