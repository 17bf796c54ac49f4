using System.Globalization;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>Processor and memory of the processes we started, with everything below them; what /proc says, at most once a second.</summary>
internal sealed class ProcessUsage(TimeProvider clock)
{
    private const double TicksPerSecond = 100;   // USER_HZ, the same on every Linux
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Dictionary<int, Usage> _last = [];
    private long _measured;

    /// <param name="Ticks">Processor time since it started.</param>
    /// <param name="Cpu">Cores in use since the measurement before.</param>
    /// <param name="Memory">Bytes resident; what processes share is counted once.</param>
    public sealed record Usage(long Ticks, double? Cpu, long Memory);

    public Usage? Of(int session)
    {
        lock (_gate)
        {
            if (_measured == 0 || clock.GetElapsedTime(_measured) >= Pause)
            {
                Measure();
            }

            return _last.GetValueOrDefault(session);
        }
    }

    private void Measure()
    {
        var (now, before) = (clock.GetTimestamp(), _last);
        var seconds = _measured == 0 ? 0 : clock.GetElapsedTime(_measured, now).TotalSeconds;
        _last = ProcessTable.All().GroupBy(entry => entry.Session).ToDictionary(group => group.Key, group =>
        {
            var own = group.Select(entry => Read(entry.Pid)).ToList();
            var ticks = own.Sum(process => process.Ticks);
            var memory = own.Sum(process => process.Resident - process.Shared) + own.Max(process => process.Shared);
            var cpu = before.TryGetValue(group.Key, out var then) && seconds > 0 ? Math.Max(0, ticks - then.Ticks) / TicksPerSecond / seconds : (double?)null;
            return new Usage(ticks, cpu, memory * Environment.SystemPageSize);
        });
        _measured = now;
    }

    private static (long Ticks, long Resident, long Shared) Read(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var memory = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/statm")).Split(' ');
            return (Number(fields[11]) + Number(fields[12]), Number(memory[1]), Number(memory[2]));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
