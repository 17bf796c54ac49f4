using System.Collections.Concurrent;
using System.Security;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Building;

/// <summary>Builds all projects of the graph in one go, beside the starting servers, and leaves no build server behind.</summary>
internal sealed class ProjectBuild(HostOptions options, IReadOnlyCollection<string> projects, HostLock record, ResourceLog log)
{
    private readonly BuildStamp _stamp = new(options.Paths, options.BuildConfiguration);
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
            var closure = ProjectClosure.Of(projects);
            if (projects.Count > 0 && !_stamp.IsCurrent(projects, closure))
            {
                var digest = _stamp.Digest(closure);
                await BuildAsync(projects, cancellationToken);
                _stamp.Write(digest);
            }

            _done.SetResult();
        }
        catch (OperationCanceledException)
        {
            _done.TrySetCanceled(cancellationToken);
        }
        catch (Exception failure)   // whatever it is, every project waits for it
        {
            _done.SetException(failure);
        }
    }

    /// <summary>Builds some of the projects anew; what waited in vain for the first build starts with this one.</summary>
    /// <exception cref="HostException">With what the compiler said; what was built before is still there.</exception>
    public async Task AgainAsync(IReadOnlyCollection<string> changed, CancellationToken cancellationToken)
    {
        await BuildAsync(changed, cancellationToken);
        var done = new TaskCompletionSource();
        done.SetResult();
        _done = done;
    }

    private async Task BuildAsync(IReadOnlyCollection<string> some, CancellationToken cancellationToken)
    {
        var errors = new ConcurrentQueue<string>();
        // A compiler server of its own makes many projects quick; it lives in the build's session and ends with it.
        var command = new ProcessSpec(
            DotNet, "build", await WriteGraphProjectAsync(some, cancellationToken), "-c", options.BuildConfiguration, "-v", "q", "-nologo", "-clp:ErrorsOnly",
            "-nodeReuse:false", "-p:UseSharedCompilation=true", $"-p:SharedCompilationId={options.ApplicationName}-{Environment.ProcessId}")
        { WorkingDirectory = options.AppHostDirectory };
        log.Write($"building {some.Count} projects");
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
                        if (line.Contains("error", StringComparison.OrdinalIgnoreCase))
                        {
                            errors.Enqueue(line);
                        }
                    });
                    session = process.Pid;
                    return process;
                },
                cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            var told = errors.Distinct().Take(10).ToList();
            throw new HostException(told.Count > 0
                ? $"the build failed ({log.Path}):{Environment.NewLine}{string.Join(Environment.NewLine, told)}"
                : $"the build failed ({log.Path}): {failure.Message}");
        }
        finally
        {
            ProcessTable.KillSession(session);
        }
    }

    private async Task<string> WriteGraphProjectAsync(IEnumerable<string> some, CancellationToken cancellationToken)
    {
        var items = string.Join('\n', some.Select(project => $"    <Graph Include=\"{SecurityElement.Escape(project)}\" AdditionalProperties=\"UiRequired=false\" />"));
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
