using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Stops the host of a folder from outside and returns when it is gone.</summary>
internal static class HostStop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(HostPaths paths, ControlClient client, int pid, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            await client.StopAsync(cancellationToken);
        }
        catch (HttpRequestException)
        {
            // Too young to listen yet, or too busy: the signal says the same.
            Native.Signal(pid, UnixSignal.Terminate);
        }

        var asked = clock.GetTimestamp();
        while (HostLock.RunningHost(paths) == pid)
        {
            if (clock.GetElapsedTime(asked) > Patience)
            {
                Native.Signal(pid, UnixSignal.Kill);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
        }

        HostLock.Reap(paths);
    }
}
