using StudioOps.Hosting.Testing;

namespace StudioOps.Ledger;

/// <summary>Servers that may be killed, and worker processes that are: replaced as they die, a spare always on its way.</summary>
public sealed class CrashRig : IAsyncDisposable
{
    private const int Wanted = 3;
    private readonly Lock _lock = new();
    private readonly List<LedgerProcess> _workers = [];
    private LedgerAddress? _address;
    private int _starting;

    private CrashRig(LocalServers servers, LedgerHost ledger, CuttingProxy proxy) => (Servers, Ledger, Proxy) = (servers, ledger, proxy);

    public LocalServers Servers { get; }

    public LedgerHost Ledger { get; }

    /// <summary>Between the workers and the broker.</summary>
    public CuttingProxy Proxy { get; }

    public static async Task<CrashRig> StartAsync()
    {
        var servers = await LocalServers.StartAsync(ServerKinds.Postgres | ServerKinds.RabbitMq);
        var ledger = await LedgerHost.StartAsync(copies: 0, servers, ownPostgres: true);
        var (proxy, broker) = CuttingProxy.Before(ledger.Address.Broker);
        return new CrashRig(servers, ledger, proxy) { _address = ledger.Address with { Broker = broker } };
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

            while (_workers.Count + _starting < Wanted)
            {
                _starting++;
                _ = StartWorkerAsync();
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
        lock (_lock)
        {
            // No more are started.
            _starting += Wanted;
            _workers.ForEach(worker => worker.Dispose());
        }

        Proxy.Dispose();
        await Ledger.DisposeAsync();
        await Servers.DisposeAsync();
    }

    private async Task StartWorkerAsync()
    {
        var worker = await LedgerProcess.StartAsync(_address!);
        lock (_lock)
        {
            _starting--;
            if (worker is not null && _starting < Wanted)
            {
                _workers.Add(worker);
            }
            else
            {
                worker?.Dispose();
            }
        }
    }
}
