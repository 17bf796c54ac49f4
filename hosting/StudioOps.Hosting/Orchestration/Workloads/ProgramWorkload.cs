using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>A project or an executable.</summary>
internal sealed class ProgramWorkload : IWorkload
{
    private readonly Resource _resource;
    private readonly ProgramEnvironment _environment;
    private readonly ProjectBuild _build;
    private readonly HttpProbe? _probe;

    // awaitedCode: the code someone waits for it to end with, if anyone does.
    public ProgramWorkload(Resource resource, int? awaitedCode, ProgramEnvironment environment, ProjectBuild build)
    {
        _resource = resource;
        _environment = environment;
        _build = build;
        _probe = resource.HttpHealth is { } health ? new HttpProbe(resource, health) : null;

        // What serves is meant to stay; what has no endpoint may come to its end.
        RunsToCompletion = awaitedCode is not null;
        MayEnd = RunsToCompletion || (resource.Endpoints.Count == 0 && resource is not ProjectResource);
        CompletionCode = awaitedCode ?? 0;
    }

    public bool RunsToCompletion { get; }

    public bool MayEnd { get; }

    public int CompletionCode { get; }

    public bool HasProbe => _probe is not null;

    public async Task PrepareAsync(CommandRunner run, StatusBoard board, CancellationToken cancellationToken)
    {
        if (_resource is ProjectResource)
        {
            board.Update(status => status with { Reason = "building" });
            await _build.Completion.WaitAsync(cancellationToken);
            board.Update(status => status with { Reason = null });
        }

        if (_resource is JavaScriptAppResource { InstallsPackages: true } app && NodePackages.AreStale(app.WorkingDirectory))
        {
            board.Update(status => status with { Reason = "installing packages" });
            await run(NodePackages.Install(app.WorkingDirectory), cancellationToken);
            board.Update(status => status with { Reason = null });
        }
    }

    public async Task<ProcessSpec?> CommandAsync(CancellationToken cancellationToken)
    {
        var arguments = new List<string>();
        foreach (var argument in _resource.Arguments)
        {
            arguments.Add((await argument.GetValueAsync(cancellationToken))!);
        }

        var environment = await _environment.OfAsync(_resource, cancellationToken);
        return _resource switch
        {
            ProjectResource project => new ProcessSpec(ProjectBuild.DotNet, [_build.OutputOf(project.ProjectPath), .. arguments])
            {
                WorkingDirectory = Path.GetDirectoryName(project.ProjectPath),
                Environment = environment,
            },
            ExecutableResource program => new ProcessSpec(Resolve(program), arguments)
            {
                WorkingDirectory = program.WorkingDirectory,
                Environment = environment,
            },
            _ => throw new HostException($"{_resource.Name} is not something that can be run."),
        };
    }

    public Task<string?> ProbeAsync(CancellationToken cancellationToken) => _probe!.ComplaintAsync(cancellationToken);

    private static string Resolve(ExecutableResource program)
    {
        if (!Directory.Exists(program.WorkingDirectory))
        {
            throw new HostException($"The folder {program.WorkingDirectory} of {program.Name} does not exist.");
        }

        return program.Command.Contains('/')
            ? Path.GetFullPath(program.Command, program.WorkingDirectory)
            : Executables.TryFind(program.Command)
                ?? throw new MissingExecutableException($"{program.Command}, which {program.Name} runs, was not found on PATH. Install it and start again.");
    }
}
