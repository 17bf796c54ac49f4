using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration.Workloads;

/// <summary>A database in a server that runs already: made when it is missing.</summary>
internal sealed class DatabaseWorkload(PostgresDatabaseResource database, Func<PostgresProcess> server) : IWorkload
{
    public bool HasProbe => true;

    public Task PrepareAsync(CommandRunner run, StatusBoard board, CancellationToken cancellationToken) =>
        server().CreateDatabaseAsync(database.DatabaseName, cancellationToken);

    public Task<ProcessSpec?> CommandAsync(CancellationToken cancellationToken) => Task.FromResult<ProcessSpec?>(null);

    public Task<string?> ProbeAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
