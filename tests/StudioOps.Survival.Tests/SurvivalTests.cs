using System.Diagnostics;
using System.Text.Json;
using StudioOps.EndToEnd.Tests;
using StudioOps.Faults.Tests;
using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Orchestration.Control;
using StudioOps.Story;
using Xunit.Abstractions;

namespace StudioOps.Survival.Tests;

/// <summary>kill -9 of everything we run, at every step of a tenant's life. Each life still ends right, and what is said meanwhile is true.</summary>
[Collection(Graph.Name)]
public sealed class SurvivalTests(Graph graph, ITestOutputHelper output)
{
    // What a caller may hear while the named one is down; nothing else is an excuse, and Redis is nobody's.
    private static readonly Dictionary<string, string[]> Excuses = new()
    {
        ["postgres"] = ["database.unavailable", "standing.unknown"],
        ["identity"] = ["service.unavailable", "standing.unknown", Insistent.CutOff],
        ["rabbitmq"] = ["tenant.not-found", "service.unavailable", "standing.unknown"],   // news waits for the bus; a process whose bus never finds back starts again
        ["tenant"] = ["service.unavailable", "standing.unknown", Insistent.CutOff],
        ["provisioning"] = ["service.unavailable", "standing.unknown", Insistent.CutOff],
        ["redis"] = [],
        ["flag-evaluation"] = ["service.unavailable", "standing.unknown", Insistent.CutOff],
        ["gateway"] = [Insistent.Refused, Insistent.CutOff, "host.not-known-yet", "standing.unknown"],
        ["admin"] = ["service.unavailable", "standing.unknown", Insistent.CutOff],
    };

    // Of a repeated request: it is still under way, or it was done and only its answer died.
    private static readonly string[] Repeated = ["idempotency.in-flight", "idempotency.answer-lost", "idempotency.answer-not-kept", "precondition.failed", "tenant.deleted"];

    // While nobody dies: news of a tenant may still be on its way.
    private static readonly string[] Undisturbed = ["tenant.not-found"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(300);

    private Installation Installation => graph.Installation;

    [Fact]
    public async Task A_tenants_life_ends_right_whoever_is_killed_at_whichever_step()
    {
        using var caller = new Insistent(Installation);
        await caller.PrepareAsync();

        // At every moment one tenant stands before each step; with each victim all of them take theirs, and a new one is born.
        List<TenantLife> lives = [.. TenantLife.Steps.Select(_ => new TenantLife(Installation, caller))];
        await Task.WhenAll(lives.Select((life, index) => life.LiveUntilAsync(TenantLife.Steps[index])));
        Assert.Empty(caller.TakeHeard().Except(Undisturbed));
        var met = new HashSet<(string Victim, string Step)>();
        foreach (var (round, (victim, excuses)) in Excuses.Index())
        {
            var alive = lives.Where(life => life.Next is not null).ToList();
            met.UnionWith(alive.Select(life => (victim, life.Next!)));
            await RoundAsync(victim, excuses, round, alive, caller);
            lives.Add(new TenantLife(Installation, caller));
        }

        Assert.Equal(Excuses.Count * TenantLife.Steps.Count, met.Count);
        await Task.WhenAll(lives.Select(life => life.LiveUntilAsync("audit")));
        await NothingIsStuckAsync(caller);
        await Task.WhenAll(lives.Select(life => life.EndedRightAsync()));
        Assert.Empty(caller.TakeHeard().Except(Undisturbed));
    }

    private async Task RoundAsync(string victim, string[] excuses, int round, List<TenantLife> alive, Insistent caller)
    {
        await EverybodyKnowsAsync([.. alive.Select(life => life.Known).OfType<Guid>()]);
        await caller.PrepareAsync();
        var clock = Stopwatch.StartNew();
        var killed = KillAsync(victim, alive.Single(life => life.Next == "accounts").UnderWay);
        var took = await Task.WhenAll(alive.Select(async (life, index) =>
        {
            var step = life.Next;
            await life.StepAsync(killed, afterwards: (round + index) % 2 == 0);
            return $"{step} {clock.Elapsed.TotalSeconds:0.0}";
        }));
        var done = clock.Elapsed;
        await killed;
        await Installation.ReadyAsync(Patience);
        var heard = caller.TakeHeard();
        output.WriteLine($"{victim} killed: every step done after {done.TotalSeconds:0.0} s ({string.Join(", ", took)}), all ready after {clock.Elapsed.TotalSeconds:0.0} s; heard {(heard.Count == 0 ? "nothing" : string.Join(", ", heard))}");
        Assert.Empty(heard.Except(excuses).Except(Repeated));
    }

    /// <summary>kill -9, in the middle of what everybody does.</summary>
    private async Task KillAsync(string victim, Task underWay)
    {
        await underWay;
        using var door = new ControlClient(new HostPaths("studioops", graph.Data));
        await door.TellAsync(victim, "kill", CancellationToken.None);
    }

    /// <summary>Returns when news of these tenants has reached all who keep a list: what is not known later was forgotten.</summary>
    private async Task EverybodyKnowsAsync(Guid[] tenants)
    {
        foreach (var database in (string[])["identity", "flag_evaluation"])
        {
            await Insistent.UntilAsync(
                async () => await Installation.CountAsync(database, "select count(*) from known_tenants where id = any($1)", tenants) == tenants.Length, $"{database} knows every tenant");
        }
    }

    private async Task NothingIsStuckAsync(Insistent caller)
    {
        foreach (var database in InstallationExtensions.Databases)
        {
            await Insistent.UntilAsync(async () => await Installation.CountAsync(database, "select count(*) from outbox where $1 = $1", 0) == 0, $"nothing waits in the outbox of {database}");
        }

        var queues = (await caller.GetAsync("/api/v1/infrastructure/dead-letters?limit=200")).GetProperty("queues").EnumerateArray().ToList();
        var aside = queues.Where(queue => queue.GetProperty("queue").GetString() != "unrouted" && queue.GetProperty("count").GetInt64() > 0).ToList();
        Assert.True(aside.Count == 0, JsonSerializer.Serialize(aside));

        // Nobody listens to what flags announce; of what somebody does listen to, nothing missed its queue.
        var unrouted = queues.Single(queue => queue.GetProperty("queue").GetString() == "unrouted").GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("type").GetString()!);
        Assert.All(unrouted, type => Assert.StartsWith("StudioOps.Flags.Contracts.", type, StringComparison.Ordinal));
    }
}
