using System.Collections.Concurrent;

namespace StudioOps.Tokens;

// The framework promises nothing about one asymmetric key used by many threads at once, and creating one costs as
// much as a verification: a handful of instances is kept and lent out.
internal sealed class KeyPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private const int Kept = 16;
    private readonly ConcurrentBag<T> idle = [];

    public TResult Use<TState, TResult>(TState state, Func<T, TState, TResult> use)
        where TState : allows ref struct
    {
        var key = idle.TryTake(out var kept) ? kept : create();
        try
        {
            return use(key, state);
        }
        finally
        {
            if (idle.Count < Kept)
            {
                idle.Add(key);
            }
            else
            {
                key.Dispose();
            }
        }
    }
}
