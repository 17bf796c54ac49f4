using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace StudioOps.ServiceDefaults;

/// <summary>Finds other services by the names the AppHost gives them (<c>services__NAME__http__0</c>).</summary>
public static class Discovery
{
    /// <summary>The address of a service.</summary>
    /// <exception cref="InvalidOperationException">The graph gives this process no such reference.</exception>
    public static Uri ServiceAddress(this IConfiguration configuration, string name) =>
        Uri.TryCreate(configuration[$"services:{name}:http:0"], UriKind.Absolute, out var address)
            ? address
            : throw new InvalidOperationException($"services:{name}:http:0 is missing: reference '{name}' in the AppHost, or set services__{name}__http__0.");

    /// <summary>A typed client of another service: its address, retries for what may be repeated, and this service's own token.</summary>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service)
        where TClient : class =>
        builder.Services
            .AddHttpClient<TClient>(client => client.BaseAddress = builder.Configuration.ServiceAddress(service))
            .AddHttpMessageHandler(() => new Resilience())
            .AddHttpMessageHandler(services => new ServiceTokenHandler(services.GetRequiredService<ServiceTokens>()));
}
