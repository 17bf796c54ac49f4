using System.Runtime.InteropServices;

namespace StudioOps.Hosting.Processes;

internal static partial class Native
{
    private const int NoSuchProcess = 3;

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Signals one process, or with a negative id its whole group; false when nobody was there to hear it.</summary>
    public static bool Signal(int pid, UnixSignal signal) => kill(pid, (int)signal) == 0;

    public static bool Exists(int pid) => kill(pid, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    /// <summary>Replaces this program by another in the same process; returns only when that is not possible.</summary>
    public static void Become(string program, string[] arguments) => execv(program, [.. arguments, null]);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int execv(string path, string?[] arguments);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
}
