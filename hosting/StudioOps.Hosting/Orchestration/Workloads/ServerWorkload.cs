using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>Postgres, Redis or RabbitMQ as a process of this machine.</summary>
internal sealed class ServerWorkload(ContainerResource resource, Func<CancellationToken, Task<LocalServer>> create) : IWorkload
{
    private LocalServer? _server;
    private bool _hasRun;

    public bool HasProbe => true;

    public LocalServer Server => _server ?? throw new InvalidOperationException($"{resource.Name} has not started yet.");

    public ProcessSpec? Companion => Server.Companion;

    public async Task PrepareAsync(CommandRunner run, StatusBoard board, CancellationToken cancellationToken)
    {
        _server ??= await create(cancellationToken);
        if (resource.Volume is null && !_hasRun && Directory.Exists(_server.DataDirectory))
        {
            Directory.Delete(_server.DataDirectory, recursive: true);
        }

        _hasRun = true;
        await _server.PrepareAsync(cancellationToken);
    }

    public Task<ProcessSpec?> CommandAsync(CancellationToken cancellationToken) => Task.FromResult<ProcessSpec?>(Server.Command);

    public async Task<string?> ProbeAsync(CancellationToken cancellationToken) =>
        await Server.IsReadyAsync(cancellationToken) ? null : $"does not answer on port {Server.Port}";
}
