namespace StudioOps.Ledger;

/// <summary>One ledger and the worker processes that are killed on it: replaced as they die, a spare always on its way.</summary>
public sealed class CrashLane : IAsyncDisposable
{
    private const int Wanted = 2;
    private readonly Lock _lock = new();
    private readonly List<LedgerProcess> _workers = [];
    private readonly List<Task> _starting = [];
    private readonly CancellationTokenSource _over = new();
    private readonly LedgerAddress _address;

    private CrashLane(CrashRig rig, LedgerHost ledger, CuttingProxy proxy, LedgerAddress address) => (Rig, Ledger, Proxy, _address) = (rig, ledger, proxy, address);

    public CrashRig Rig { get; }

    public LedgerHost Ledger { get; }

    /// <summary>Between the workers and the broker.</summary>
    public CuttingProxy Proxy { get; }

    public static async Task<CrashLane> StartAsync(CrashRig rig)
    {
        var ledger = await LedgerHost.StartAsync(copies: 0, rig.Servers, ownPostgres: true);
        await ledger.DeployAsync();
        var (proxy, broker) = CuttingProxy.Before(ledger.Address.Broker);
        return new CrashLane(rig, ledger, proxy, ledger.Address with { Broker = broker, Patience = TimeSpan.FromSeconds(15) });
    }

    /// <summary>Buries the dead and starts others; returns at once.</summary>
    public void Replace()
    {
        lock (_lock)
        {
            foreach (var dead in _workers.Where(worker => !worker.Alive).ToList())
            {
                _workers.Remove(dead);
                dead.Dispose();
            }

            _starting.RemoveAll(start => start.IsCompleted);
            while (_workers.Count + _starting.Count < Wanted)
            {
                _starting.Add(StartWorkerAsync());
            }
        }
    }

    /// <summary>The n-th living worker, counted round; null when none lives.</summary>
    public LedgerProcess? Worker(int n)
    {
        lock (_lock)
        {
            var living = _workers.Where(worker => worker.Alive).ToList();
            return living.Count == 0 ? null : living[n % living.Count];
        }
    }

    /// <summary>Tells every worker to live on.</summary>
    public async Task DisarmAsync()
    {
        List<LedgerProcess> living;
        lock (_lock)
        {
            living = [.. _workers.Where(worker => worker.Alive)];
        }

        foreach (var worker in living)
        {
            await worker.ArmAsync(FaultPoint.None, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] starting;
        lock (_lock)
        {
            starting = [.. _starting];
        }

        // Those on their way are ended too: none outlives the lane.
        await _over.CancelAsync();
        await Task.WhenAll(starting);
        _workers.ForEach(worker => worker.Dispose());
        _over.Dispose();
        Proxy.Dispose();
        await Ledger.DisposeAsync();
    }

    private async Task StartWorkerAsync()
    {
        await Task.Yield();
        if (await LedgerProcess.StartAsync(_address, _over.Token) is { } worker)
        {
            lock (_lock)
            {
                _workers.Add(worker);
            }
        }
    }
}
