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
        IResourceBuilder<RedisResource> cache,
        params string[] moreLogins)
    {
        var databaseName = name.Replace('-', '_');
        var database = postgres.AddDatabase($"{name}-owner", databaseName);
        var tcp = postgres.GetEndpoint("tcp");

        // The owner's connection goes to this step alone; it creates the logins the service runs with.
        var migrate = builder.AddProject($"{name}-migrate", projectPath)
            .WithArgs("migrate")
            .WithReference(database).WaitFor(database)
            .WithReference(bus).WaitFor(bus);

        var service = builder.AddProject(name, projectPath)
            .WithHttpEndpoint()
            .WithHttpHealthCheck("/health/ready")
            .WithReference(bus).WaitFor(bus)
            .WithReference(cache).WaitFor(cache);

        foreach (var login in (string[])["serving", "platform", .. moreLogins])
        {
            var password = builder.AddSecret($"{name}-{login}-password");
            var connection = ReferenceExpression.Create(
                $"Host={tcp.Property(EndpointProperty.Host)};Port={tcp.Property(EndpointProperty.Port)};Username={databaseName}_{login};Password={password};Database={databaseName}");
            migrate.WithEnvironment($"Logins__{login}", password);
            if (login != "serving")
            {
                service.WithEnvironment($"ConnectionStrings__{name}-{login}", connection);
            }
            else
            {
                // LISTEN needs a connection of its own: a transaction pooler may stand in front of the other.
                service.WithEnvironment($"ConnectionStrings__{name}", connection).WithEnvironment($"ConnectionStrings__{name}-direct", connection);
            }
        }

        return service;
    }

    /// <summary>A migrate step also declares its service's queues: nobody publishes before all who listen are there.</summary>
    public static IResourceBuilder<ProjectResource> WaitForEveryMigration(this IResourceBuilder<ProjectResource> service)
    {
        foreach (var step in service.ApplicationBuilder.Resources.OfType<ProjectResource>().Where(resource => resource.Name.EndsWith("-migrate", StringComparison.Ordinal)))
        {
            service.WaitForCompletion(service.ApplicationBuilder.CreateResourceBuilder(step));
        }

        return service;
    }

    public static IResourceBuilder<ProjectResource> AddGateway(
        this IDistributedApplicationBuilder builder, string name, string projectPath, IResourceBuilder<RedisResource> cache)
    {
        var port = int.Parse(builder.Configuration["Gateway:Port"] ?? "8080", CultureInfo.InvariantCulture);
        var gateway = builder.AddProject(name, projectPath)
            .WithHttpEndpoint(port: port, isProxied: false);
        if (builder.UsesTls())
        {
            gateway.WithHttpsEndpoint(port: int.Parse(builder.Configuration["Gateway:TlsPort"] ?? "8443", CultureInfo.InvariantCulture), isProxied: false);
        }

        gateway.WithExternalHttpEndpoints()
            .WithHttpHealthCheck("/health/ready")
            .WithKeyRing()
            .WithReference(cache).WaitFor(cache);
        return gateway.WithPublicOrigin(gateway);
    }

    /// <summary>The password that encrypts a service's own keys at rest; whoever holds the database does not hold it.</summary>
    public static IResourceBuilder<ProjectResource> WithKeyRing(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("KeyRing__Password", service.ApplicationBuilder.AddSecret($"{service.Resource.Name}-key-ring-password"));

    /// <summary>The key that signs the tickets which open streams; the same for every copy.</summary>
    public static IResourceBuilder<ProjectResource> WithTicketKey(this IResourceBuilder<ProjectResource> service) =>
        service.WithEnvironment("Streams__TicketKey", service.ApplicationBuilder.AddSecret($"{service.Resource.Name}-ticket-key"));

    /// <summary>The one origin that carries sign-in and is the issuer of every token.</summary>
    public static IResourceBuilder<ProjectResource> WithPublicOrigin(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<ProjectResource> gateway)
    {
        if (service.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return service.WithEnvironment("Identity__PublicOrigin", gateway.GetEndpoint(service.ApplicationBuilder.UsesTls() ? "https" : "http"));
        }

        var origin = service.ApplicationBuilder.Resources.OfType<ParameterResource>().FirstOrDefault(p => p.Name == "public-origin") is { } known
            ? service.ApplicationBuilder.CreateResourceBuilder(known)
            : service.ApplicationBuilder.AddParameter("public-origin");
        return service.WithEnvironment("Identity__PublicOrigin", origin);
    }

    /// <summary>Where identity tells the gateway that a sign-in has ended: here straight to its port, deployed through the public origin.</summary>
    public static void WithBackChannelLogout(this IResourceBuilder<ProjectResource> identity, IResourceBuilder<ProjectResource> gateway)
    {
        if (identity.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            identity.WithEnvironment("Identity__BackChannelLogoutUri", ReferenceExpression.Create($"{gateway.GetEndpoint("http")}/bff/backchannel"));
        }
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

    /// <summary>Whether the gateway also listens on https here; sign-in, issuer and links move there. Deployed, that is the ingress's business.</summary>
    public static bool UsesTls(this IDistributedApplicationBuilder builder) => builder.ExecutionContext.IsRunMode && builder.Configuration["Gateway:Tls"] == "true";

    private static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 43, Special = false }, secret: true, persist: true);
}
