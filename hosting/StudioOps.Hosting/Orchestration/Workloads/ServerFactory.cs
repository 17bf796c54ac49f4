using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>Turns a container resource into the local server that stands in for it.</summary>
internal static class ServerFactory
{
    public static async Task<LocalServer> CreateAsync(ContainerResource resource, HostPaths paths, CancellationToken cancellationToken)
    {
        var port = resource.FindEndpoint("tcp")!.AllocatedPort!.Value;
        switch (resource)
        {
            case PostgresServerResource postgres:
                var folder = await paths.DataForServerUserAsync(resource.Name, PostgresProcess.ServerUser, cancellationToken);
                return new PostgresProcess(folder, port, await Value(postgres.UserName), await Value(postgres.Password));
            case RedisResource redis:
                return new RedisProcess(paths.DataOf(resource.Name), port, await Value(redis.Password)) { Settings = redis.Settings };
            case RabbitMQServerResource rabbit:
                return new RabbitMqProcess(paths.DataOf(resource.Name), port, await Value(rabbit.UserName), await Value(rabbit.Password))
                {
                    ManagementPort = rabbit.FindEndpoint("management")?.AllocatedPort,
                };
            default:
                throw new HostException($"{resource.Name} is a container this host knows no local server for.");
        }

        async Task<string> Value(IValueProvider provider) => (await provider.GetValueAsync(cancellationToken))!;
    }
}
