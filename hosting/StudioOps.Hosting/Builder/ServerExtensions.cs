namespace StudioOps.Hosting;

public static class ServerExtensions
{
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password?.Resource ?? builder.AddPassword(name);
        var server = builder.AddResource(new PostgresServerResource(name, userName?.Resource, secret) { Image = "docker.io/library/postgres:17.6" });
        server.Resource.Environment["POSTGRES_USER"] = server.Resource.UserName;
        server.Resource.Environment["POSTGRES_PASSWORD"] = ReferenceExpression.Of(secret);
        return server.WithServerEndpoint("tcp", "tcp", port, 5432);
    }

    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var database = builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));
        database.Resource.Waits.Add(new WaitDeclaration(builder.Resource, WaitKind.Healthy));
        return database;
    }

    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port = null)
    {
        var secret = builder.AddPassword(name);
        var server = builder.AddResource(new RedisResource(name, secret) { Image = "docker.io/library/redis:8.2" });
        server.Resource.Environment["REDIS_PASSWORD"] = ReferenceExpression.Of(secret);
        return server.WithServerEndpoint("tcp", "redis", port, 6379);
    }

    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password?.Resource ?? builder.AddPassword(name);
        var server = builder.AddResource(new RabbitMQServerResource(name, userName?.Resource, secret) { Image = "docker.io/library/rabbitmq:4.2-management" });
        server.Resource.Environment["RABBITMQ_DEFAULT_USER"] = server.Resource.UserName;
        server.Resource.Environment["RABBITMQ_DEFAULT_PASS"] = ReferenceExpression.Of(secret);
        return server.WithServerEndpoint("tcp", "tcp", port, 5672);
    }

    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithServerEndpoint("management", "http", null, 15672);

    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder.WithVolume(name, isReadOnly);

    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder.WithVolume(name, isReadOnly);

    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder, string? name = null, bool isReadOnly = false) => builder.WithVolume(name, isReadOnly);

    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1)
    {
        builder.Resource.Persistence = (interval ?? TimeSpan.FromSeconds(60), keysChangedThreshold);
        return builder;
    }

    /// <summary>Says whether a container outlives the AppHost; a local process never does, its data always.</summary>
    public static IResourceBuilder<T> WithLifetime<T>(this IResourceBuilder<T> builder, ContainerLifetime lifetime)
        where T : ContainerResource
    {
        _ = lifetime;
        return builder;
    }

    private static IResourceBuilder<T> WithServerEndpoint<T>(this IResourceBuilder<T> builder, string name, string scheme, int? port, int targetPort)
        where T : ContainerResource
    {
        builder.Resource.Endpoints.Add(new EndpointDeclaration { Name = name, Scheme = scheme, Port = port, TargetPort = targetPort });
        return builder;
    }

    private static IResourceBuilder<T> WithVolume<T>(this IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : ContainerResource
    {
        builder.Resource.Volume = isReadOnly
            ? throw new NotSupportedException("A server cannot work on a read-only volume.")
            : name ?? $"{((DistributedApplicationBuilder)builder.ApplicationBuilder).Options.ApplicationName}-{builder.Resource.Name}-data";
        return builder;
    }
}
