using System.Globalization;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Testing;

/// <summary>A folder for one run, named after the process it serves, so that the next run can sweep what a killed one left.</summary>
internal sealed class TestFolder
{
    private const string Prefix = "local-servers-";
    private static int s_count;
    private readonly string _path;

    private TestFolder(string path) => _path = path;

    public static TestFolder Create()
    {
        Sweep();
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_count)}-{Environment.TickCount64}");

        // Others must pass through (the database has its own user) but may not look around.
        var path = Path.Combine(Path.GetTempPath(), name);
        const UnixFileMode passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(path, passable);
        File.SetUnixFileMode(path, passable);
        return new TestFolder(path);
    }

    public string Sub(string name) => Path.Combine(_path, name);

    public void Delete() => TryDelete(_path);

    private static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = Path.GetFileName(folder)[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var pid) && ProcessTable.Find(pid) is null)
            {
                TryDelete(folder);
            }
        }
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception notOurs) when (notOurs is IOException or UnauthorizedAccessException)
        {
            // Another run sweeps at the same time, or the folder is another user's: leave it.
        }
    }
}
