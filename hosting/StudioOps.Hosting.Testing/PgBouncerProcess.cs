using System.Globalization;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Testing;

/// <summary>PgBouncer in transaction mode: every database and every login of the Postgres behind it, which it asks for their secrets.</summary>
internal sealed class PgBouncerProcess(string dataDirectory, int port, PostgresProcess postgres) : LocalServer(dataDirectory, port)
{
    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={postgres.UserName};Password={postgres.Password}");

    public override ProcessSpec Command => new(Executables.Find("pgbouncer", "pgbouncer"), SettingsFile)
    {
        User = PostgresProcess.ServerUser,
        WorkingDirectory = DataDirectory,
        StopSignal = UnixSignal.Interrupt,
    };

    private string SettingsFile => Path.Combine(DataDirectory, "pgbouncer.ini");

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(DataDirectory);
        var users = Path.Combine(DataDirectory, "users.txt");
        await PrivateFiles.WriteAsync(users, $"\"{postgres.UserName}\" \"{postgres.Password}\"\n", cancellationToken);

        // Few connections to share, and nothing reset between two who share one: what leaks, leaks here.
        string[] lines =
        [
            "[databases]",
            string.Create(CultureInfo.InvariantCulture, $"* = host=127.0.0.1 port={postgres.Port} auth_user={postgres.UserName}"),
            "[pgbouncer]",
            "pool_mode = transaction",
            "listen_addr = 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"listen_port = {Port}"),
            "unix_socket_dir =",
            "auth_type = scram-sha-256",
            $"auth_file = {users}",
            "auth_query = select usename, passwd from pg_shadow where usename = $1",
            $"admin_users = {postgres.UserName}",
            "max_client_conn = 500",
            "default_pool_size = 4",
            "application_name_add_host = 1",
            "log_connections = 0",
            "log_disconnections = 0",
        ];
        await PrivateFiles.WriteAsync(SettingsFile, string.Join('\n', lines) + "\n", cancellationToken);
        await PostgresProcess.GiveToServerAsync(DataDirectory, cancellationToken);
    }

    /// <summary>Ready once a login is asked to authenticate.</summary>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await Wire.AskAsync(Port, PostgresProcess.Greeting, cancellationToken) is [(byte)'R', ..];
}
