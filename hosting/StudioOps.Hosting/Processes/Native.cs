using System.Runtime.InteropServices;

namespace StudioOps.Hosting.Processes;

internal static partial class Native
{
    private const int NoSuchProcess = 3;

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Signals one process, or with a negative id its whole group; false when nobody was there to hear it.</summary>
    public static bool Signal(int pid, UnixSignal signal) => kill(pid, (int)signal) == 0;

    public static bool Exists(int pid) => kill(pid, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
}
