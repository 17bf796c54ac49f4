namespace StudioOps.Hosting;

public static class ProgramExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddResource(new ProjectResource(name, builder.FullPath(projectPath)));

    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args) =>
        builder.AddResource(new ExecutableResource(name, command, builder.FullPath(workingDirectory))).WithArgs(args ?? []);

    public static IResourceBuilder<NodeAppResource> AddNodeApp(
        this IDistributedApplicationBuilder builder, string name, string appDirectory, string scriptPath) =>
        builder.AddResource(new NodeAppResource(name, builder.FullPath(appDirectory))).WithArgs(scriptPath);

    public static IResourceBuilder<TResource> WithNpm<TResource>(this IResourceBuilder<TResource> resource, bool install = true)
        where TResource : JavaScriptAppResource
    {
        resource.Resource.InstallsPackages = install;
        return resource;
    }

    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args)
        where T : IResourceWithArgs
    {
        builder.Node().Arguments.AddRange(args.Select(ReferenceExpression.Of));
        return builder;
    }

    public static IResourceBuilder<T> ExcludeFromManifest<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        builder.Node().IsExcludedFromManifest = true;
        return builder;
    }

    internal static Resource Node<T>(this IResourceBuilder<T> builder)
        where T : IResource => (Resource)(object)builder.Resource;

    private static string FullPath(this IDistributedApplicationBuilder builder, string path) => Path.GetFullPath(path, builder.AppHostDirectory);
}
