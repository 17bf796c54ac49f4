using StudioOps.Hosting.Testing;
using StudioOps.Testing;

namespace StudioOps.Ledger;

/// <summary>What happens, in which order, is drawn from one seed: entries are made while processes, wires and servers die.</summary>
public sealed class CrashSchedule(CrashLane lane, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Random _random = new(seed);
    private readonly List<string> _log = [];
    private readonly int[] _made = new int[4];
    private Guid[] _accounts = [];

    public int Seed => seed;

    /// <summary>What was done, one line per step.</summary>
    public IReadOnlyList<string> Steps => _log;

    /// <summary>Runs it; throws, saying what is wrong, unless everything settles.</summary>
    public async Task RunAsync()
    {
        _accounts = [.. _made.Select(_ => NewAccount())];
        lane.Replace();
        await Eventually.TrueAsync(() => Task.FromResult(lane.Worker(0) is not null), "a worker lives", Patience);
        await MakeAsync(0);
        for (var steps = _random.Next(5, 10); steps > 0; steps--)
        {
            await StepAsync(_random.Next(200));
        }

        string? wrong = "";
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    lane.Replace();
                    return (wrong = await lane.Ledger.UnsettledAsync()) is null;
                },
                "everything settled",
                Patience);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Seed {seed} did not settle; replay with CRASH_SEED={seed} ./test Whatever_dies: {wrong}\n{string.Join('\n', _log)}", e);
        }

        await lane.DisarmAsync();
    }

    private Task StepAsync(int draw) => draw switch
    {
        < 122 => MakeAsync(_random.Next(_made.Length)),
        < 154 => RepeatAsync(_random.Next(_made.Length)),
        < 178 => ArmAsync((FaultPoint)_random.Next(1, 5), _random.Next(1, 5), _random.Next()),
        < 186 => KillAsync(_random.Next()),
        < 194 => DropConnectionsAsync(),
        < 199 => CutAsync(),
        _ => RestartAsync(ServerKinds.Postgres),
    };

    private async Task MakeAsync(int account)
    {
        var count = _random.Next(1, 7);
        _log.Add($"account {account} makes {count}");
        await lane.Ledger.MakeAsync(_accounts[account], _made[account] + 1, _made[account] += count);
    }

    private async Task RepeatAsync(int account)
    {
        if (_made[account] > 0)
        {
            // An old one after newer ones: doubled and out of order at once.
            var number = _random.Next(1, _made[account] + 1);
            _log.Add($"account {account} repeats {number}");
            await InsistAsync(() => lane.Ledger.RepeatAsync(_accounts[account], number));
        }
    }

    private async Task ArmAsync(FaultPoint point, int count, int worker)
    {
        _log.Add($"a worker dies at its {count}. {point}");
        await (lane.Worker(worker)?.ArmAsync(point, count) ?? Task.CompletedTask);
    }

    private Task KillAsync(int worker)
    {
        _log.Add("a worker is killed");
        lane.Worker(worker)?.Kill();
        return Task.CompletedTask;
    }

    private Task DropConnectionsAsync()
    {
        _log.Add("Postgres drops every connection");
        return InsistAsync(() => lane.Ledger.ScalarAsync("select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"));
    }

    private Task CutAsync()
    {
        _log.Add("every wire to the broker is cut");
        lane.Proxy.Cut();
        return Task.CompletedTask;
    }

    private async Task RestartAsync(ServerKinds kind)
    {
        _log.Add($"{kind} is killed and started again");
        await lane.Rig.RestartAsync(kind);
    }

    // Connections of the schedule's own are among those that break.
    private static Task InsistAsync(Func<Task> work) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await work();
                return true;
            }
            catch (Npgsql.NpgsqlException)
            {
                return false;
            }
        },
        "Postgres answered",
        Patience);

    private Guid NewAccount()
    {
        // From the clock as well: a seed may run twice in one database.
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, Environment.TickCount64);
        return new Guid(bytes);
    }
}
