using StudioOps.Hosting.Manifest;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting;

/// <summary>The built graph: runs it, or publishes its manifest.</summary>
public sealed class DistributedApplication
{
    private readonly DistributedApplicationBuilder _builder;

    internal DistributedApplication(DistributedApplicationBuilder builder) => _builder = builder;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Sets the exit code of the process: 0 when it ended as asked, 1 when it could not do what was asked.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var resources = _builder.Resources.Cast<Resource>().ToList();
        if (_builder.ExecutionContext.IsPublishMode)
        {
            await ManifestWriter.WriteAsync(_builder.Options, resources, cancellationToken);
            return;
        }

        Environment.ExitCode = await new HostCommands(_builder.Options, resources, TimeProvider.System).RunAsync(cancellationToken);
    }
}
