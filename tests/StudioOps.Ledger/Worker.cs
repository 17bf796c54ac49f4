using Microsoft.Extensions.Hosting;

namespace StudioOps.Ledger;

/// <summary>A copy in a process of its own, so that killing it is really a kill -9. Told over stdin at which point it is to die.</summary>
internal static class Worker
{
    public static async Task Main(string[] args)
    {
        var faults = new Faults();
        _ = Task.Run(() => ListenAsync(faults));
        var address = new LedgerAddress(args[0], args[1], args[2]) { Patience = TimeSpan.Parse(args[3], System.Globalization.CultureInfo.InvariantCulture) };
        using var copy = await LedgerCopy.StartAsync(address, consumes: true, faults);
        Console.WriteLine("ready");
        await copy.WaitForShutdownAsync();
    }

    private static async Task ListenAsync(Faults faults)
    {
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var words = line.Split(' ');
            faults.Arm(Enum.Parse<FaultPoint>(words[0]), int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
            Console.WriteLine("armed");
        }

        // Whoever started it is gone.
        Faults.Die();
    }
}
