using System.Globalization;
using System.Text;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Servers;

/// <summary>Redis on a loopback port, its password in a private configuration file rather than on its command line.</summary>
public sealed class RedisProcess(string dataDirectory, int port, string password) : LocalServer(dataDirectory, port)
{
    /// <summary>Lines for the configuration file: persistence, if any.</summary>
    public IReadOnlyList<string> Settings { get; init; } = ["save \"\"", "appendonly no"];

    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},password={password}");

    public override ProcessSpec Command => new(Executables.Find("redis-server", "redis-server"), ConfigurationFile) { WorkingDirectory = DataDirectory };

    private string ConfigurationFile => Path.Combine(DataDirectory, "redis.conf");

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(DataDirectory);
        string[] lines =
        [
            "bind 127.0.0.1",
            string.Create(CultureInfo.InvariantCulture, $"port {Port}"),
            $"requirepass {password}",
            $"dir \"{DataDirectory}\"",
            "daemonize no",
            .. Settings,
        ];
        await PrivateFiles.WriteAsync(ConfigurationFile, string.Join('\n', lines) + "\n", cancellationToken);
    }

    /// <summary>Ready once PING is answered; while it loads its file the answer is an error.</summary>
    public override async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        var answer = await Wire.AskAsync(Port, Encoding.ASCII.GetBytes($"AUTH {password}\r\nPING\r\n"), cancellationToken);
        return answer is not null && Encoding.ASCII.GetString(answer).Contains("+PONG", StringComparison.Ordinal);
    }
}
