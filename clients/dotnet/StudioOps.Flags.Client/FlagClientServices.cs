using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Client.Following;

namespace StudioOps.Flags.Client;

/// <summary>Adds flags to an application.</summary>
public static class FlagClientServices
{
    /// <summary>Adds <see cref="FlagClient"/>, <c>HttpContext.Flags()</c> and <c>RequireFeature</c>. Starting waits for nobody.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Says what the configuration section <c>StudioOps:Flags</c> does not.</param>
    public static IServiceCollection AddStudioOpsFlags(this IServiceCollection services, Action<FlagClientOptions>? configure = null)
    {
        var options = services.AddOptions<FlagClientOptions>().BindConfiguration(FlagClientOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new Random());
        services.AddHttpClient(FlagClientOptions.HttpClientName, (provider, http) =>
        {
            http.BaseAddress = provider.GetRequiredService<IOptions<FlagClientOptions>>().Value.Endpoint;
            http.Timeout = Timeout.InfiniteTimeSpan;
        });
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<FlagStream>();
        services.AddSingleton<StateFile>();
        // What was kept is answered from before anything was asked over the network.
        services.AddSingleton(provider =>
        {
            var client = new FlagClient(provider.GetRequiredService<TimeProvider>());
            if (provider.GetRequiredService<StateFile>().Kept?.Compile() is { } snapshot)
            {
                client.Take(snapshot);
            }

            return client;
        });
        services.AddHostedService<Follower>();
        services.AddHostedService<UsageReporter>();
        return services;
    }
}
