using Npgsql;
using StudioOps.Admin.Data;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Infrastructure;

/// <summary>Reads the neighbours from the settings the graph gives every process.</summary>
internal static class NeighbourhoodReader
{
    private static readonly (string Name, string Product, string Setting, Protocol Protocol, int Port)[] Optional =
    [
        ("mail", "Mail relay (SMTP)", "Mail:Endpoint", Protocol.Smtp, 25),
        ("mail-directory", "Mail directory (JMAP)", "MailDirectory:Endpoint", Protocol.HttpAnswer, 443),
        ("file-spaces", "File spaces (libregraph)", "FileSpaces:Endpoint", Protocol.HttpAnswer, 443),
    ];

    public static Neighbourhood Read(IConfiguration configuration)
    {
        var live = new List<Neighbour>();
        foreach (var service in configuration.GetSection("services").GetChildren())
        {
            if (Uri.TryCreate(service["http:0"], UriKind.Absolute, out var address))
            {
                live.Add(new(service.Key, "StudioOps service", Protocol.Service, address.IdnHost, address.Port));
            }
        }

        var postgres = new NpgsqlConnectionStringBuilder(configuration.RequiredConnectionString(AdminDbContext.Service));
        live.Add(new("postgres", "PostgreSQL", Protocol.Postgres, postgres.Host ?? "localhost", postgres.Port));
        foreach (var (name, host, port) in Redis(configuration.RequiredConnectionString("redis")))
        {
            live.Add(new(name, "Redis", Protocol.Redis, host, port));
        }

        if (Uri.TryCreate(configuration.GetConnectionString("rabbitmq"), UriKind.Absolute, out var broker))
        {
            live.Add(new("rabbitmq", "RabbitMQ", Protocol.RabbitMq, broker.IdnHost, broker.Port > 0 ? broker.Port : 5672));
        }

        var planned = new List<PlannedNeighbour>();
        foreach (var (name, product, setting, protocol, port) in Optional)
        {
            if (Uri.TryCreate(configuration[setting], UriKind.Absolute, out var address))
            {
                live.Add(new(name, product, protocol, address.IdnHost, address.Port > 0 ? address.Port : port, address.Scheme == Uri.UriSchemeHttps));
            }
            else
            {
                planned.Add(new(name, product, setting));
            }
        }

        return new(live, planned);
    }

    private static IEnumerable<(string Name, string Host, int Port)> Redis(string connection)
    {
        var endpoints = connection.Split(',').TakeWhile(part => !part.Contains('=', StringComparison.Ordinal)).ToArray();
        foreach (var (index, endpoint) in endpoints.Index())
        {
            var colon = endpoint.LastIndexOf(':');
            yield return (
                endpoints.Length == 1 ? "redis" : $"redis-{index + 1}",
                colon < 0 ? endpoint : endpoint[..colon],
                colon >= 0 && int.TryParse(endpoint.AsSpan(colon + 1), out var port) ? port : 6379);
        }
    }
}
