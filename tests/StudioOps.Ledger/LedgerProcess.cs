using System.Diagnostics;

namespace StudioOps.Ledger;

/// <summary>The miniature service as a process that can be killed.</summary>
public sealed class LedgerProcess : IDisposable
{
    private readonly Process _process;

    private LedgerProcess(Process process) => _process = process;

    public bool Alive => !_process.HasExited;

    /// <summary>Returns when its bus is up; null when it did not live to see that, or nobody waits any longer.</summary>
    public static async Task<LedgerProcess?> StartAsync(LedgerAddress address, CancellationToken ct = default)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LedgerProcess).Assembly.Location, address.Database, address.Broker, address.Prefix, address.Patience.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        var worker = new LedgerProcess(Process.Start(start)!);
        var errors = worker._process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            if (await worker._process.StandardOutput.ReadLineAsync(ct) == "ready")
            {
                return worker;
            }

            await Console.Error.WriteLineAsync(await errors);
        }
        catch (OperationCanceledException)
        {
            // Ended below.
        }

        worker.Dispose();
        return null;
    }

    /// <summary>Dies by itself when the point is reached for the n-th time from now. A dead one does not mind.</summary>
    public async Task ArmAsync(FaultPoint point, int count = 1)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync($"{point} {count}");
            await _process.StandardInput.FlushAsync();
            await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        catch (IOException)
        {
            // It died meanwhile.
        }
        catch (TimeoutException)
        {
            _process.Kill();   // as good as dead
        }
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public Task DiedAsync() => _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(90)).Token);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
