using Xunit;

namespace StudioOps.Testing;

/// <summary>Waits for what another process or thread will make true; the one place that may pause.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    /// <summary>Asks until the answer is yes; fails with <paramref name="what"/> after the deadline.</summary>
    public static async Task TrueAsync(Func<Task<bool>> ask, string what, TimeSpan? within = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(within ?? Deadline);
        try
        {
            while (!await ask())
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            Assert.Fail($"Not within {(within ?? Deadline).TotalSeconds:0.#} s: {what}");
        }
    }

    /// <summary>Asks until nothing is missing any more; fails with what still is after the deadline.</summary>
    public static async Task CompleteAsync<T>(Func<IEnumerable<T>> missing, string what)
    {
        List<T> still;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var from = TimeProvider.System.GetTimestamp();
        while ((still = [.. missing()]).Count > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(from) < Deadline, $"Not within {Deadline.TotalSeconds:0.#} s: {what}; missing {string.Join(", ", still)}");
            await timer.WaitForNextTickAsync();
        }
    }

    /// <summary>Asks until there is an answer, and gives it.</summary>
    public static async Task<T> GetAsync<T>(Func<Task<T?>> ask, string what, TimeSpan? within = null)
        where T : class
    {
        T? answer = null;
        await TrueAsync(async () => (answer = await ask()) is not null, what, within);
        return answer!;
    }
}
