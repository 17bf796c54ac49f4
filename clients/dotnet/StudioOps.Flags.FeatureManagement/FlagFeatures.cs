using Microsoft.FeatureManagement;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client.FeatureManagement;

/// <summary>The features there are: the boolean flags, each decided by <see cref="FlagFilter"/>.</summary>
internal sealed class FlagFeatures(FlagClient flags) : IFeatureDefinitionProvider
{
    public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync()
    {
        foreach (var flag in flags.Known.Where(flag => flag.Type == FlagType.Boolean))
        {
            yield return Feature(flag.Key);
        }

        await Task.CompletedTask;
    }

    public Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) =>
        Task.FromResult(flags.Find(featureName)?.Type == FlagType.Boolean ? Feature(featureName) : null!);   // null: there is no such feature

    private static FeatureDefinition Feature(string key) => new() { Name = key, EnabledFor = [new FeatureFilterConfiguration { Name = FlagFilter.Alias }] };
}
