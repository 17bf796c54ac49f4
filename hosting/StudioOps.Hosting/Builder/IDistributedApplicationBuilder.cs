using Microsoft.Extensions.Configuration;

namespace StudioOps.Hosting;

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }

    /// <summary>Folder of the AppHost's project file; relative paths in the graph start here.</summary>
    string AppHostDirectory { get; }

    DistributedApplicationExecutionContext ExecutionContext { get; }

    IResourceCollection Resources { get; }

    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    DistributedApplication Build();
}

public interface IResourceCollection : IList<IResource>;

public sealed class DistributedApplicationExecutionContext
{
    internal DistributedApplicationExecutionContext(bool publishes) => IsPublishMode = publishes;

    public bool IsRunMode => !IsPublishMode;

    public bool IsPublishMode { get; }
}
