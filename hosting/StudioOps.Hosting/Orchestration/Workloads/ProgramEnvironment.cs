using System.Globalization;
using StudioOps.Hosting.Orchestration.Dashboard;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>The variables a program is started with: what the graph says and what every program gets in development.</summary>
internal sealed class ProgramEnvironment(DashboardSettings? dashboard, LocalCertificates certificates)
{
    public async Task<IReadOnlyDictionary<string, string?>> OfAsync(Resource resource, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string?>();
        if (dashboard is not null && !resource.IsAuxiliary)
        {
            AddTelemetry(variables, resource.Name, dashboard);
        }

        if (resource is ProjectResource)
        {
            variables["ASPNETCORE_ENVIRONMENT"] = "Development";
            variables["DOTNET_ENVIRONMENT"] = "Development";
            if (resource.Endpoints.FindAll(endpoint => endpoint.IsHttp) is { Count: > 0 } http)
            {
                variables["ASPNETCORE_URLS"] = string.Join(';', http.Select(endpoint =>
                    string.Create(CultureInfo.InvariantCulture, $"{endpoint.Scheme}://{endpoint.Host}:{endpoint.AllocatedPort}")));
                if (http.Exists(endpoint => endpoint.Scheme == "https"))
                {
                    certificates.Ensure();
                    variables["Kestrel__Certificates__Default__Path"] = certificates.Certificate;
                    variables["Kestrel__Certificates__Default__KeyPath"] = certificates.Key;
                }
            }
        }

        foreach (var endpoint in resource.Endpoints.Where(endpoint => endpoint.PortVariable is not null))
        {
            variables[endpoint.PortVariable!] = endpoint.AllocatedPort?.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var (name, value) in resource.Environment)
        {
            variables[name] = await value.GetValueAsync(cancellationToken);
        }

        return variables;
    }

    private static void AddTelemetry(Dictionary<string, string?> variables, string name, DashboardSettings dashboard)
    {
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = dashboard.Address;
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={dashboard.OtlpApiKey}";
        variables["OTEL_SERVICE_NAME"] = name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.CreateVersion7()}";

        // A developer looks at once; a server may batch.
        variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = Environment.GetEnvironmentVariable("OTEL_TRACES_SAMPLER") ?? "always_on";   // who says otherwise means it
    }
}
