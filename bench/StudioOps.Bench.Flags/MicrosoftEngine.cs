using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;

namespace StudioOps.Bench.Flags;

/// <summary>Microsoft.FeatureManagement set up for the same questions, as its documentation sets it up.</summary>
internal static class MicrosoftEngine
{
    public static IFeatureManager Create()
    {
        var settings = new Dictionary<string, string?> { ["FeatureManagement:simple"] = "true" };
        Rule("rule25");
        for (var i = 0; i < Workload.Flags; i++)
        {
            if (Workload.HasRule(i))
            {
                Rule(Workload.Name(i));
            }
            else
            {
                settings[$"FeatureManagement:{Workload.Name(i)}"] = "true";
            }
        }

        settings["FeatureManagement:segment5000:EnabledFor:0:Name"] = "Microsoft.Targeting";
        settings["FeatureManagement:segment5000:EnabledFor:0:Parameters:Audience:DefaultRolloutPercentage"] = "0";
        foreach (var (i, user) in Workload.Members(5_000).Index())
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"FeatureManagement:segment5000:EnabledFor:0:Parameters:Audience:Users:{i}")] = user;
        }

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddFeatureManagement().AddFeatureFilter<TenantFilter>();
        return services.BuildServiceProvider().GetRequiredService<IFeatureManager>();

        void Rule(string key)
        {
            settings[$"FeatureManagement:{key}:RequirementType"] = "All";
            settings[$"FeatureManagement:{key}:EnabledFor:0:Name"] = "Tenant";
            settings[$"FeatureManagement:{key}:EnabledFor:0:Parameters:Id"] = Workload.Tenant;
            settings[$"FeatureManagement:{key}:EnabledFor:1:Name"] = "Microsoft.Targeting";
            settings[$"FeatureManagement:{key}:EnabledFor:1:Parameters:Audience:DefaultRolloutPercentage"] = "25";
        }
    }

    /// <summary>The caller's tenant travels as its first group.</summary>
    [FilterAlias("Tenant")]
    private sealed class TenantFilter : IContextualFeatureFilter<TargetingContext>, IFilterParametersBinder
    {
        public object BindParameters(IConfiguration filterParameters) => filterParameters["Id"]!;

        public Task<bool> EvaluateAsync(FeatureFilterEvaluationContext featureFilterContext, TargetingContext appContext) =>
            Task.FromResult(appContext.Groups.First() == (string)featureFilterContext.Settings!);
    }
}
