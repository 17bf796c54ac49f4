namespace StudioOps.Hosting;

/// <summary>A server that is a container when deployed and a local process here.</summary>
public abstract class ContainerResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    private protected ContainerResource(string name)
        : base(name)
    {
    }

    /// <summary>Image with its tag, for the manifest.</summary>
    internal string Image { get; init; } = string.Empty;

    internal abstract string VolumeTarget { get; }

    /// <summary>Null when the data may go with the process.</summary>
    internal string? Volume { get; set; }

    internal virtual string? Entrypoint => null;
}

public enum ContainerLifetime
{
    Session,
    Persistent,
}
