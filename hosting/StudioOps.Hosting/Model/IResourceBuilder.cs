namespace StudioOps.Hosting;

/// <remarks>Covariant, so that a builder of a project is accepted where a builder of anything with endpoints is asked for.</remarks>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}

internal sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
    where T : IResource;
