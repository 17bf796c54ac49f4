using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Servers;

/// <summary>PostgreSQL on a loopback port. As root it runs as the user postgres, because it refuses root.</summary>
public sealed class PostgresProcess(string dataDirectory, int port, string userName, string password) : LocalServer(dataDirectory, port)
{
    internal static readonly byte[] Greeting = StartupMessage("user\0postgres\0database\0postgres\0\0");

    public int MaxConnections { get; init; } = 300;

    internal string UserName => userName;

    internal string Password => password;

    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={userName};Password={password}");

    public override ProcessSpec Command => new(
        Executables.FindPostgres("postgres"),
        "-D", DataDirectory,
        "-p", Port.ToString(CultureInfo.InvariantCulture),
        "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=",
        "-c", string.Create(CultureInfo.InvariantCulture, $"max_connections={MaxConnections}"))
    {
        User = ServerUser,
        WorkingDirectory = DataDirectory,
        StopSignal = UnixSignal.Interrupt,

        // On SIGQUIT the postmaster takes its backends with it; a killed one would leave them to notice by themselves.
        DeathSignal = UnixSignal.Quit,
    };

    /// <summary>Null when we are an ordinary user and so is the server.</summary>
    internal static string? ServerUser => !Native.IsRoot ? null
        : File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres"
        : throw new MissingExecutableException("PostgreSQL does not run as root and there is no user postgres to run it as. Install it (Debian and Ubuntu: apt-get install postgresql).");

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(DataDirectory, "PG_VERSION")))
        {
            return;
        }

        Directory.CreateDirectory(DataDirectory);
        await GiveToServerAsync(DataDirectory, cancellationToken);

        // initdb asks for an empty folder; an interrupted one must not look finished, so it is built aside and moved.
        var staging = Path.Combine(DataDirectory, "new");
        var passwordFile = Path.Combine(DataDirectory, "password");
        Directory.Delete(DataDirectory, recursive: true);
        Directory.CreateDirectory(DataDirectory);
        await PrivateFiles.WriteAsync(passwordFile, password, cancellationToken);
        await GiveToServerAsync(DataDirectory, cancellationToken);
        await Commands.RunAsync(
            new ProcessSpec(
                Executables.FindPostgres("initdb"),
                "-D", staging, "-U", userName, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
            { User = ServerUser, WorkingDirectory = DataDirectory },
            cancellationToken);
        File.Delete(passwordFile);
        foreach (var entry in Directory.EnumerateFileSystemEntries(staging).OrderBy(name => Path.GetFileName(name) == "PG_VERSION"))
        {
            Directory.Move(entry, Path.Combine(DataDirectory, Path.GetFileName(entry)));
        }

        Directory.Delete(staging);
        File.SetUnixFileMode(DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public async Task CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        var exists = await QueryAsync($"select 1 from pg_database where datname = '{name.Replace("'", "''", StringComparison.Ordinal)}'", cancellationToken);
        if (exists.Trim() != "1")
        {
            await QueryAsync($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", cancellationToken);
        }
    }

    /// <summary>Ready once a connection is asked to authenticate; while starting up the answer is an error instead.</summary>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await Wire.AskAsync(Port, Greeting, cancellationToken) is [(byte)'R', ..];

    internal static Task GiveToServerAsync(string folder, CancellationToken cancellationToken) => ServerUser is { } user
        ? Commands.RunAsync(new ProcessSpec("chown", "-R", $"{user}:{user}", folder), cancellationToken)
        : Task.CompletedTask;

    private Task<string> QueryAsync(string sql, CancellationToken cancellationToken) => Commands.RunAsync(
        new ProcessSpec(
            Executables.FindPostgres("psql"),
            "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", userName, "-d", "postgres", "-X", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql)
        { Environment = new Dictionary<string, string?> { ["PGPASSWORD"] = password } },
        cancellationToken);

    private static byte[] StartupMessage(string parameters)
    {
        var body = Encoding.ASCII.GetBytes(parameters);
        var message = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        body.CopyTo(message, 8);
        return message;
    }
}
