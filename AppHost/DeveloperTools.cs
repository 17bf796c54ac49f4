namespace StudioOps.AppHost;

/// <summary>What a developer's machine has and a deployment must not: seed data and a mail server with a web inbox.</summary>
internal static class DeveloperTools
{
    /// <summary>Deployed, mail goes to the relay named by a parameter; in development to a real SMTP server that shows its inbox.</summary>
    public static void AddMail(this IDistributedApplicationBuilder builder, params IResourceBuilder<ProjectResource>[] users)
    {
        const string Key = "Mail__Endpoint";
        if (!builder.ExecutionContext.IsRunMode)
        {
            var relay = builder.AddParameter("mail-endpoint");
            foreach (var user in users)
            {
                user.WithEnvironment(Key, relay);
            }

            return;
        }

        var mail = builder.AddNodeApp("mail", "../eng/mail", "node_modules/maildev/dist/bin/maildev.js")
            .WithNpm(install: true)
            .WithEnvironment("MAILDEV_IP", "127.0.0.1")
            .WithEnvironment("MAILDEV_WEB_IP", "127.0.0.1")
            .WithEnvironment("MAILDEV_MAIL_DIRECTORY", Path.Combine(builder.DataFolder(), "data", "mail"))
            .WithEndpoint(name: "smtp", scheme: "smtp", env: "MAILDEV_SMTP_PORT")
            .WithHttpEndpoint(name: "http", env: "MAILDEV_WEB_PORT")
            .WithHttpHealthCheck("/api/healthz", endpointName: "http")
            .WithUrlForEndpoint("http", url => url.DisplayText = "Mail inbox")
            .WithHttpCommand("/api/email/all", "Empty the inbox", endpointName: "http", commandName: "empty-inbox", commandOptions: new HttpCommandOptions
            {
                Method = HttpMethod.Delete,
                ConfirmationMessage = "Every mail in the inbox will be gone.",
            });
        foreach (var user in users)
        {
            user.WithEnvironment(Key, mail.GetEndpoint("smtp"));
        }
    }

    /// <summary>Signed heads of the audit chain are evidence against the database, so they live outside it: deployed, where a parameter says.</summary>
    public static void AddAuditHeads(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> admin)
    {
        const string Key = "Audit__HeadsFile";
        if (builder.ExecutionContext.IsRunMode)
        {
            admin.WithEnvironment(Key, Path.Combine(builder.DataFolder(), "data", "audit", "heads.jws"));
            return;
        }

        admin.WithEnvironment(Key, builder.AddParameter("audit-heads-file"));
    }

    public static void AddDeveloperTools(
        this IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> identity,
        IResourceBuilder<ProjectResource> tenants,
        IResourceBuilder<ProjectResource> gateway)
    {
        if (!builder.ExecutionContext.IsRunMode)
        {
            return;
        }

        foreach (var service in new[] { identity, tenants })
        {
            service.WithEnvironment("DevelopmentSeed__Enabled", "true");
        }

        var credentials = Path.Combine(builder.DataFolder(), "dev-credentials.json");
        identity.WithEnvironment("DevelopmentSeed__CredentialsFile", credentials);
        tenants.WithDemoTenants(identity, credentials);
        gateway
            .WithEnvironment("RateLimits__AnonymousPermits", "100000")
            .WithEnvironment("RateLimits__AuthenticatedPermits", "1000000")
            .WithEnvironment("RateLimits__Streams", "100000")
            .WithEnvironment("RateLimits__StreamConnectsPerMinute", "100000")
            .WithUrlForEndpoint(builder.UsesTls() ? "https" : "http", url => url.DisplayText = "StudioOps");
    }

    /// <summary>Everything this installation keeps lies in one folder: two of them side by side share nothing.</summary>
    private static string DataFolder(this IDistributedApplicationBuilder builder) =>
        Path.GetFullPath(builder.Configuration["Hosting:DataFolder"] ?? Path.Combine(builder.AppHostDirectory, "..", ".studioops"));
}
