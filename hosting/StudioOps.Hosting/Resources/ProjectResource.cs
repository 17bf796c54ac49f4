namespace StudioOps.Hosting;

/// <summary>A .NET project: built once, started from its output.</summary>
public sealed class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ProjectResource(string name, string projectPath)
        : base(name) => ProjectPath = projectPath;

    /// <summary>Full path of the project file.</summary>
    internal string ProjectPath { get; }
}
