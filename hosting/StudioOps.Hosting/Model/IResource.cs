namespace StudioOps.Hosting;

public interface IResource
{
    string Name { get; }
}

public interface IResourceWithEnvironment : IResource;

public interface IResourceWithArgs : IResource;

public interface IResourceWithEndpoints : IResource;

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

public interface IResourceWithWaitSupport : IResource;

public interface IResourceWithConnectionString : IResource, IValueProvider, IManifestExpressionProvider
{
    ReferenceExpression ConnectionStringExpression { get; }
}
