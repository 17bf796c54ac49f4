using System.Globalization;
using System.Security.Cryptography;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Servers;

/// <summary>RabbitMQ on loopback ports, with an Erlang port mapper of its own so that none is left behind as a daemon.</summary>
public sealed class RabbitMqProcess(string dataDirectory, int port, string userName, string password) : LocalServer(dataDirectory, port)
{
    private static readonly byte[] Greeting = [.. "AMQP"u8, 0, 0, 9, 1];
    private readonly int _mapperPort = Ports.Free();
    private readonly int _distributionPort = Ports.Free();

    /// <summary>The management plug-in's port; null leaves the plug-in off, which starts faster.</summary>
    public int? ManagementPort { get; init; }

    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"amqp://{userName}:{password}@127.0.0.1:{Port}");

    public override ProcessSpec Companion => new(
        Executables.Find("epmd", "rabbitmq-server"), "-address", "127.0.0.1", "-port", Text(_mapperPort))
    { WorkingDirectory = DataDirectory, StopGrace = TimeSpan.FromSeconds(2) };

    public override ProcessSpec Command => new(Executables.Find("rabbitmq-server", "rabbitmq-server") is "/usr/sbin/rabbitmq-server" && File.Exists(DebianBinary) ? DebianBinary : Executables.Find("rabbitmq-server", "rabbitmq-server"))
    {
        WorkingDirectory = DataDirectory,
        StopGrace = TimeSpan.FromSeconds(20),
        Environment = new Dictionary<string, string?>
        {
            ["HOME"] = DataDirectory,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Text(_mapperPort),
            ["RABBITMQ_NODENAME"] = "rabbit@localhost",
            ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(DataDirectory, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(DataDirectory, "log"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(DataDirectory, "rabbitmq-env.conf"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(DataDirectory, "rabbitmq.conf"),
            ["RABBITMQ_CONFIG_FILES"] = Path.Combine(DataDirectory, "conf.d"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(DataDirectory, "advanced.config"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(DataDirectory, "enabled_plugins"),

            // A supervised broker replaces its start script, so the process we watch, signal and bind our death to is the broker.
            ["RUNNING_UNDER_SYSTEMD"] = "true",
            ["NOTIFY_SOCKET"] = null,
        },
    };

    // Debian's command of the same name insists on its own user; this one is the broker's own script.
    private static string DebianBinary => "/usr/lib/rabbitmq/bin/rabbitmq-server";

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[DataDirectory, "mnesia", "log", "conf.d"])
        {
            Directory.CreateDirectory(Path.Combine(DataDirectory, folder));
        }

        var cookie = Path.Combine(DataDirectory, ".erlang.cookie");
        if (!File.Exists(cookie))
        {
            await PrivateFiles.WriteAsync(cookie, RandomNumberGenerator.GetHexString(40), cancellationToken);
        }

        string[] management = ManagementPort is { } web ? ["management.tcp.ip = 127.0.0.1", $"management.tcp.port = {Text(web)}"] : [];
        string[] lines =
        [
            $"listeners.tcp.local = 127.0.0.1:{Text(Port)}",
            $"default_user = {userName}",
            $"default_pass = {password}",
            "disk_free_limit.absolute = 64MB",
            "log.console.level = warning",
            .. management,
        ];
        await PrivateFiles.WriteAsync(Path.Combine(DataDirectory, "rabbitmq.conf"), string.Join('\n', lines) + "\n", cancellationToken);
        await PrivateFiles.WriteAsync(Path.Combine(DataDirectory, "rabbitmq-env.conf"), "\n", cancellationToken);
        await PrivateFiles.WriteAsync(Path.Combine(DataDirectory, "advanced.config"), "[].\n", cancellationToken);
        await PrivateFiles.WriteAsync(
            Path.Combine(DataDirectory, "enabled_plugins"), ManagementPort is null ? "[].\n" : "[rabbitmq_management].\n", cancellationToken);
    }

    /// <summary>Ready once the broker answers a client's greeting with a method frame; it listens last.</summary>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken) =>
        await Wire.AskAsync(Port, Greeting, cancellationToken) is [1, ..];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
