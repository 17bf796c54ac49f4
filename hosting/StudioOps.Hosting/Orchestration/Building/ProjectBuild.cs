using System.Security;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Building;

/// <summary>Builds all projects of the graph in one go, beside the starting servers, and leaves no build server behind.</summary>
internal sealed class ProjectBuild(HostOptions options, IReadOnlyCollection<string> projects, HostLock record, ResourceLog log)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The very program this host runs on, if that is dotnet.</summary>
    public static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
        ? Environment.ProcessPath!
        : Executables.Find("dotnet", "dotnet-sdk-10.0");

    public Task Completion => _done.Task;

    public string OutputOf(string project) => ProjectOutput.Find(project, options.BuildConfiguration)?.FullName
        ?? throw new HostException($"{project} was built but its output was not found below bin/{options.BuildConfiguration}.");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (projects.Count > 0)
            {
                await BuildAsync(cancellationToken);
            }

            _done.SetResult();
        }
        catch (OperationCanceledException)
        {
            _done.TrySetCanceled(cancellationToken);
        }
        catch (Exception failure)   // whatever it is, every project waits for it
        {
            var errors = log.LastLines.Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)).Distinct().Take(10).ToList();
            _done.SetException(new HostException(errors.Count > 0
                ? $"the build failed ({log.Path}):{Environment.NewLine}{string.Join(Environment.NewLine, errors)}"
                : $"the build failed ({log.Path}): {failure.Message}"));
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        var closure = ProjectClosure.Of(projects);
        var stamp = new BuildStamp(options.Paths, options.BuildConfiguration);
        if (stamp.IsCurrent(projects, closure))
        {
            return;
        }

        // A compiler server of its own makes many projects quick; it lives in the build's session and ends with it.
        var command = new ProcessSpec(
            DotNet, "build", await WriteGraphProjectAsync(cancellationToken), "-c", options.BuildConfiguration, "-v", "q", "-nologo", "-clp:ErrorsOnly",
            "-nodeReuse:false", "-p:UseSharedCompilation=true", $"-p:SharedCompilationId={options.ApplicationName}-{Environment.ProcessId}")
        { WorkingDirectory = options.AppHostDirectory };
        log.Write($"building {projects.Count} projects");
        var session = 0;
        try
        {
            await Commands.RunAsync(
                command,
                (spec, keep) =>
                {
                    var process = record.Start("build", spec, line =>
                    {
                        keep(line);
                        log.Write(line);
                    });
                    session = process.Pid;
                    return process;
                },
                cancellationToken);
        }
        finally
        {
            ProcessTable.KillSession(session);
        }

        stamp.Write(closure);
    }

    private async Task<string> WriteGraphProjectAsync(CancellationToken cancellationToken)
    {
        var items = string.Join('\n', projects.Select(project => $"    <Graph Include=\"{SecurityElement.Escape(project)}\" AdditionalProperties=\"UiRequired=false\" />"));
        var path = Path.Combine(options.Paths.Scratch, "graph.proj");
        await File.WriteAllTextAsync(
            path,
            $"""
            <Project DefaultTargets="Build">
              <ItemGroup>
            {items}
              </ItemGroup>
              <Target Name="Restore">
                <MSBuild Projects="@(Graph)" Targets="Restore" />
              </Target>
              <Target Name="Build">
                <MSBuild Projects="@(Graph)" Targets="Build" BuildInParallel="true" />
              </Target>
            </Project>
            """,
            cancellationToken);
        return path;
    }
}
