using System.Globalization;

namespace Sample.AppHost;

/// <summary>Small graphs, one per situation the tests bring about.</summary>
internal static class Graphs
{
    public static void Add(IDistributedApplicationBuilder builder, string name)
    {
        switch (name)
        {
            case "order":
                var first = builder.AddServer("first").WithEnvironment("READY_AFTER_MS", "400");
                var step = builder.AddExecutable("step", "sh", "scripts", "-c", "echo done").WaitFor(first);
                builder.AddServer("last").WaitForCompletion(step).WaitFor(first);
                break;
            case "pair":
                var lower = builder.AddServer("lower");
                builder.AddServer("upper").WaitFor(lower);
                break;
            case "watched":
                AddWatched(builder);
                break;
            case "sources":
                var prepared = builder.AddProject("prepare", builder.Configuration["Project"]!).WithArgs("once");
                builder.AddProject("tiny", builder.Configuration["Project"]!).WaitForCompletion(prepared);
                builder.AddServer("beside");
                break;
            case "never-healthy":
                var sick = builder.AddServer("sick").WithEnvironment("READY_AFTER_MS", "-1");
                builder.AddServer("patient").WaitFor(sick);
                break;
            case "failing-step":
                builder.AddServer("after").WaitForCompletion(builder.AddExecutable("before", "sh", "scripts", "-c", "echo the reason is here; exit 3"));
                break;
            case "crash-loop":
                builder.AddExecutable("fragile", "sh", "scripts", "-c", "echo I cannot live; exit 7").WithHttpEndpoint().WithHttpHealthCheck();
                break;
            case "missing-binary":
                builder.AddExecutable("ghost", "no-such-program-anywhere", "scripts").WithHttpEndpoint();
                break;
            case "missing-project":
                builder.AddProject("nowhere", "nowhere/Nowhere.csproj").WithHttpEndpoint();
                break;
            case "missing-value":
                builder.AddServer("needy").WithEnvironment("SECRET", builder.AddParameter("not-given", secret: true));
                break;
            case "circle":
                var one = builder.AddServer("one");
                one.WaitFor(builder.AddServer("two").WaitFor(one));
                break;
            case "fixed-port":
                builder.AddServer("fixed", int.Parse(builder.Configuration["Port"]!, CultureInfo.InvariantCulture)).WithExternalHttpEndpoints();
                break;
            case "servers":
                AddServers(builder);
                break;
            case "web":
                AddWeb(builder);
                break;
            default:
                throw new InvalidOperationException($"There is no graph named {name}.");
        }
    }

    private static void AddServers(IDistributedApplicationBuilder builder)
    {
        var postgres = builder.AddPostgres("postgres").WithDataVolume();
        var database = postgres.AddDatabase("books");
        var redis = builder.AddRedis("redis").WithDataVolume().WithPersistence(TimeSpan.FromSeconds(60), 1);
        var rabbit = builder.AddRabbitMQ("rabbitmq").WithDataVolume();
        builder.AddExecutable("client", "sh", "scripts", "-c", "env | sort; exec sleep 1000000")
            .WithReference(database).WaitFor(database)
            .WithReference(redis).WaitFor(redis)
            .WithReference(rabbit).WaitFor(rabbit);
    }

    private static void AddWatched(IDistributedApplicationBuilder builder)
    {
        var key = builder.AddParameter("key", new GenerateParameterDefault { MinLength = 30, Special = false }, secret: true);
        var lower = builder.AddServer("lower").WithEnvironment("PLAIN", "to be seen");
        builder.AddServer("upper")
            .WithReference(lower.GetEndpoint("http")).WaitFor(lower)
            .WithEnvironment("CONNECTION", $"Host=somewhere;Key={key}")
            .WithHttpCommand("/poke", "Poke", commandOptions: new HttpCommandOptions { ConfirmationMessage = "Poke it?" });
    }

    private static void AddWeb(IDistributedApplicationBuilder builder)
    {
        var key = builder.AddParameter("key", new GenerateParameterDefault { MinLength = 30, Special = false }, secret: true);
        var web = builder.AddProject("web", "Sample.AppHost.csproj").WithArgs("serve")
            .WithHttpEndpoint()
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health/ready")
            .WithUrlForEndpoint("http", url => url.DisplayText = "The web");
        web.WithEnvironment("ORIGIN", web.GetEndpoint("http"))
            .WithEnvironment("KEY", key)
            .WithEnvironment("MIXED", $"key={key};port={web.GetEndpoint("http").Property(EndpointProperty.Port)}");
        builder.AddServer("peer").WithReference(web).WaitFor(web);
    }

    private static IResourceBuilder<NodeAppResource> AddServer(this IDistributedApplicationBuilder builder, string name, int? port = null) =>
        builder.AddNodeApp(name, "scripts", "server.mjs")
            .WithHttpEndpoint(port: port, env: "PORT")
            .WithHttpHealthCheck("/health");
}
