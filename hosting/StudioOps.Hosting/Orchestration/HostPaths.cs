using System.Security.Cryptography;
using System.Text;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Everything a run leaves on disk, under one folder beside the AppHost.</summary>
internal sealed class HostPaths(string applicationName, string root)
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // The longest path the kernel takes for a unix socket, its closing zero included, is 108 bytes.
    private const int LongestSocketPath = 107;

    public string Root { get; } = root;

    public string Secrets => Path.Combine(Root, "secrets.json");

    public string Lock => Path.Combine(Root, "host.lock");

    public string Record => Path.Combine(Root, "host.json");

    public string Logs => Path.Combine(Root, "logs");

    public string HostLog => Path.Combine(Logs, "host.log");

    public string Traces => Path.Combine(Root, "traces.jsonl");

    public string Credentials => Path.Combine(Root, "dev-credentials.json");

    public string Data => Path.Combine(Root, "data");

    public string Certificates => Path.Combine(Root, "certificates");

    public string Scratch => Path.Combine(Root, "build");

    /// <summary>A repository below a long path gets its socket in a private folder for the user instead.</summary>
    public string Socket
    {
        get
        {
            var beside = Path.Combine(Root, "control.sock");
            return Encoding.UTF8.GetByteCount(beside) <= LongestSocketPath ? beside
                : Path.Combine(RuntimeFolder(), $"{Hash(Root)}.sock");
        }
    }

    public void Create()
    {
        // Server users pass through to their data; what is private has its own mode.
        Directory.CreateDirectory(Root, Passable);
        Directory.CreateDirectory(Data, Passable);
        Directory.CreateDirectory(Logs, Owner);
        Directory.CreateDirectory(Scratch, Owner);
        Directory.CreateDirectory(Path.GetDirectoryName(Socket)!, Owner);
    }

    public string LogOf(string resource) => Path.Combine(Logs, resource + ".log");

    public string DataOf(string resource) => Path.Combine(Data, resource);

    /// <summary>The place for data of a server with a user of its own: beside the rest if that user can get there.</summary>
    public async Task<string> DataForServerUserAsync(string resource, string? user, CancellationToken cancellationToken)
    {
        if (user is null || await CanPassAsync(user, cancellationToken))
        {
            return DataOf(resource);
        }

        var elsewhere = SystemData;
        Directory.CreateDirectory(elsewhere, Passable);
        await File.WriteAllTextAsync(Path.Combine(elsewhere, "belongs-to"), Root + "\n", cancellationToken);
        return Path.Combine(elsewhere, resource);
    }

    /// <summary>Forgets data, secrets, logs and traces; a build is kept.</summary>
    public void Clear()
    {
        foreach (var folder in (string[])[Data, SystemData])
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        // A detached host already writes to its own log.
        var logs = Directory.EnumerateFiles(Logs).Where(file => file != HostLog);
        foreach (var file in (string[])[Secrets, Traces, Credentials, .. logs])
        {
            File.Delete(file);
        }

        Create();
    }

    private string SystemData => Path.Combine("/var/lib", applicationName, Hash(Root));

    private async Task<bool> CanPassAsync(string user, CancellationToken cancellationToken)
    {
        try
        {
            await Commands.RunAsync(new ProcessSpec("test", "-x", Data) { User = user, WorkingDirectory = "/" }, cancellationToken);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private string RuntimeFolder() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime) ? runtime : Path.GetTempPath(),
        $"{applicationName}-{Environment.UserName}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
