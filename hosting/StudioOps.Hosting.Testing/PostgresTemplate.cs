using System.Security.Cryptography;
using System.Text;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Testing;

/// <summary>initdb takes a second; a copy of what it made takes a tenth. One copy is kept per version in the user's cache.</summary>
internal static class PostgresTemplate
{
    private const string User = "postgres";

    public static async Task<PostgresProcess> CreateAsync(string folder, int port)
    {
        var template = await EnsureAsync(Path.GetDirectoryName(folder)!);
        var password = await File.ReadAllTextAsync(Path.Combine(template, "password"));
        await CopyAsync(Path.Combine(template, "data"), folder);
        await PostgresProcess.GiveToServerAsync(folder, CancellationToken.None);
        return new PostgresProcess(folder, port, User, password);
    }

    private static async Task<string> EnsureAsync(string scratch)
    {
        var version = await Commands.RunAsync(new ProcessSpec(Executables.FindPostgres("postgres"), "--version"));
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("1 " + version)))[..12];
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var template = Path.Combine(home, "local-servers", $"postgres-{key}");
        if (File.Exists(Path.Combine(template, "password")))
        {
            return template;
        }

        // Built where the server's own user can reach it, copied into place under a name of its own, then renamed: runs may race.
        var built = Path.Combine(scratch, "template");
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await new PostgresProcess(built, 1, User, password).PrepareAsync(CancellationToken.None);
        var next = $"{template}.{Environment.ProcessId}.{RandomNumberGenerator.GetHexString(8)}";
        Directory.CreateDirectory(next, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await CopyAsync(built, Path.Combine(next, "data"));
        await File.WriteAllTextAsync(Path.Combine(next, "password"), password);
        try
        {
            Directory.Move(next, template);
        }
        catch (IOException) when (Directory.Exists(template))
        {
            Directory.Delete(next, recursive: true);
        }

        return template;
    }

    private static Task<string> CopyAsync(string from, string to) =>
        Commands.RunAsync(new ProcessSpec("cp", "-a", "--reflink=auto", from, to));
}
