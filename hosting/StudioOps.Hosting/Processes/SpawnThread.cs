using System.Collections.Concurrent;

namespace StudioOps.Hosting.Processes;

/// <summary>Starts every child from one thread that lives as long as this process.</summary>
/// <remarks>The kernel's parent-death signal fires when the spawning <em>thread</em> ends; a pool thread may end at any time.</remarks>
internal static class SpawnThread
{
    private static readonly BlockingCollection<Action> Work = Begin();

    public static T Run<T>(Func<T> spawn)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                done.SetResult(spawn());
            }
            catch (Exception failure)   // handed to the caller, whatever it is
            {
                done.SetException(failure);
            }
        });
        return done.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<Action> Begin()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        { IsBackground = true, Name = "process spawner" }.Start();
        return work;
    }
}
