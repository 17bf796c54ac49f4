using System.Diagnostics;
using System.Text.Json;
using StudioOps.EndToEnd.Tests;
using StudioOps.Story;
using Xunit.Abstractions;

namespace StudioOps.Faults.Tests;

/// <summary>kill -9 of everything we run, at every step of a tenant's life. Each life still ends right, and what is said meanwhile is true.</summary>
[Collection(Graph.Name)]
public sealed class FaultTests(Graph graph, ITestOutputHelper output)
{
    // What a caller may hear while the named one is down; nothing else is an excuse, and Redis is nobody's.
    private static readonly Dictionary<string, string[]> Excuses = new()
    {
        ["postgres"] = ["database.unavailable", "standing.unknown"],
        ["identity"] = ["service.unavailable", "standing.unknown"],
        ["rabbitmq"] = ["tenant.not-found", "service.unavailable", "standing.unknown"],   // news waits for the bus; a process whose bus never finds back starts again
        ["tenant"] = ["service.unavailable", "standing.unknown"],
        ["provisioning"] = ["service.unavailable", "standing.unknown"],
        ["redis"] = [],
        ["flag-evaluation"] = ["service.unavailable", "standing.unknown"],
        ["gateway"] = [Insistent.CutOff, "host.not-known-yet", "standing.unknown"],
        ["admin"] = ["service.unavailable", "standing.unknown"],
    };

    // Of a repeated request: it is still under way, or it was done and only its answer died.
    private static readonly string[] Repeated = ["idempotency.in-flight", "idempotency.answer-lost", "idempotency.answer-not-kept", "precondition.failed", "tenant.deleted"];

    private Installation Installation => graph.Installation;

    [Fact]
    public async Task A_tenants_life_ends_right_whoever_is_killed_at_whichever_step()
    {
        using var caller = new Insistent(Installation);
        await caller.PrepareAsync();

        // At every moment one tenant stands before each step; with each victim all of them take theirs, and a new one is born.
        List<TenantLife> lives = [.. TenantLife.Steps.Select(_ => new TenantLife(Installation, caller))];
        await Task.WhenAll(lives.Select((life, index) => life.LiveUntilAsync(TenantLife.Steps[index])));
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
        Assert.Empty(caller.TakeHeard().Except(Repeated));
    }

    private async Task RoundAsync(string victim, string[] excuses, int round, List<TenantLife> alive, Insistent caller)
    {
        var clock = Stopwatch.StartNew();
        await caller.PrepareAsync();
        var killed = Installation.ResourceAsync("kill", victim);
        var took = await Task.WhenAll(alive.Select(async (life, index) =>
        {
            var step = life.Next;
            await life.StepAsync(killed, afterwards: (round + index) % 2 == 0);
            return $"{step} {clock.Elapsed.TotalSeconds:0.0}";
        }));
        var done = clock.Elapsed;
        await killed;
        await Installation.ReadyAsync(TimeSpan.FromSeconds(120));
        var heard = caller.TakeHeard();
        output.WriteLine($"{victim} killed: every step done after {done.TotalSeconds:0.0} s ({string.Join(", ", took)}), all ready after {clock.Elapsed.TotalSeconds:0.0} s; heard {(heard.Count == 0 ? "nothing" : string.Join(", ", heard))}");
        Assert.Empty(heard.Except(excuses).Except(Repeated));
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
