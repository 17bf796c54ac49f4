namespace StudioOps.AppHost;

/// <summary>What every service of this product is made of: a database with three logins, a migrate step, the bus, health.</summary>
internal static class ServiceResource
{
    public static IResourceBuilder<ProjectResource> AddService(
        this IDistributedApplicationBuilder builder,
        string name,
        string projectPath,
        IResourceBuilder<PostgresServerResource> postgres,
        IResourceBuilder<RabbitMQServerResource> bus,
        IResourceBuilder<RedisResource> cache)
    {
        var databaseName = name.Replace('-', '_');
        var database = postgres.AddDatabase($"{name}-owner", databaseName);
        var serving = builder.AddSecret($"{name}-serving-password");
        var platform = builder.AddSecret($"{name}-platform-password");
        var tcp = postgres.GetEndpoint("tcp");

        ReferenceExpression Login(string login, IResourceBuilder<ParameterResource> password) => ReferenceExpression.Create(
            $"Host={tcp.Property(EndpointProperty.Host)};Port={tcp.Property(EndpointProperty.Port)};Username={databaseName}_{login};Password={password};Database={databaseName}");

        // The owner's connection goes to this step alone; it creates the two logins the service runs with.
        var migrate = builder.AddProject($"{name}-migrate", projectPath)
            .WithArgs("migrate")
            .WithReference(database).WaitFor(database)
            .WithReference(bus).WaitFor(bus)
            .WithEnvironment("Logins__Serving", serving)
            .WithEnvironment("Logins__Platform", platform);

        return builder.AddProject(name, projectPath)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health/ready")
            .WithEnvironment($"ConnectionStrings__{name}", Login("serving", serving))
            .WithEnvironment($"ConnectionStrings__{name}-platform", Login("platform", platform))
            .WithEnvironment($"ConnectionStrings__{name}-direct", Login("serving", serving))
            .WithReference(bus).WaitFor(bus)
            .WithReference(cache).WaitFor(cache)
            .WaitForCompletion(migrate);
    }

    public static IResourceBuilder<ProjectResource> AddGateway(
        this IDistributedApplicationBuilder builder, string name, string projectPath, IResourceBuilder<RedisResource> cache)
    {
        var port = int.Parse(builder.Configuration["Gateway:Port"] ?? "8080", CultureInfo.InvariantCulture);
        var gateway = builder.AddProject(name, projectPath)
            .WithHttpEndpoint(port: port, isProxied: false)
            .WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health/ready")
            .WithEnvironment("KeyRing__Password", builder.AddSecret($"{name}-key-ring-password"))
            .WithReference(cache).WaitFor(cache);
        return gateway.WithPublicOrigin(gateway);
    }

    /// <summary>The one origin that carries sign-in and is the issuer of every token.</summary>
    public static IResourceBuilder<ProjectResource> WithPublicOrigin(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> gateway)
    {
        if (service.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return service.WithEnvironment("Identity__PublicOrigin", gateway.GetEndpoint("http"));
        }

        var origin = service.ApplicationBuilder.Resources.OfType<ParameterResource>().FirstOrDefault(p => p.Name == "public-origin") is { } known
            ? service.ApplicationBuilder.CreateResourceBuilder(known)
            : service.ApplicationBuilder.AddParameter("public-origin");
        return service.WithEnvironment("Identity__PublicOrigin", origin);
    }

    /// <summary>Gives a service the secret it signs in to identity with, and identity the same secret to check it by.</summary>
    public static IResourceBuilder<ProjectResource> WithServiceAccount(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> identity)
    {
        var name = service.Resource.Name;
        var secret = service.ApplicationBuilder.AddSecret($"{name}-client-secret");
        identity.WithEnvironment($"ServiceAccounts__{name}", secret);
        return service.WithEnvironment("ServiceAccount__ClientId", name).WithEnvironment("ServiceAccount__ClientSecret", secret);
    }

    private static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true);
}
