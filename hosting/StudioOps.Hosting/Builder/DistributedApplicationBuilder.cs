using System.Collections.ObjectModel;
using Microsoft.Extensions.Configuration;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting;

internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly ResourceCollection _resources = [];

    public DistributedApplicationBuilder(string[] args)
    {
        Configuration.AddEnvironmentVariables().AddCommandLine(args);
        Options = new HostOptions(Configuration, args);
        Secrets = new SecretStore(Options.Paths.Secrets);
    }

    public ConfigurationManager Configuration { get; } = new();

    public string AppHostDirectory => Options.AppHostDirectory;

    public DistributedApplicationExecutionContext ExecutionContext => field ??= new(Options.Publishes);

    public IResourceCollection Resources => _resources;

    internal HostOptions Options { get; }

    internal SecretStore Secrets { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.Any(known => string.Equals(known.Name, resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"There are two resources named {resource.Name}.");
        }

        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build() => new(this);

    private sealed class ResourceCollection : Collection<IResource>, IResourceCollection;
}
