namespace StudioOps.Ledger;

/// <summary>A copy in a process of its own, so that killing it is really a kill -9. Told over stdin at which point it is to die.</summary>
internal static class Worker
{
    public static async Task Main(string[] args)
    {
        var faults = new Faults();
        using var copy = await LedgerCopy.StartAsync(new LedgerAddress(args[0], args[1], args[2]), consumes: true, faults);
        Console.WriteLine("ready");
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
