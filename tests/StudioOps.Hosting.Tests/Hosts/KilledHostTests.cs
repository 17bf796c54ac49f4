using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Tests.Servers;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class KilledHostTests
{
    /// <summary>The folder's parent is closed to others, as a clone below /root is.</summary>
    [Fact]
    public async Task After_kill_9_nothing_is_left_and_the_next_start_finds_its_data()
    {
        await using var host = new HostUnderTest("servers", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).Start();
        await host.HealthyAsync();
        var record = await File.ReadAllTextAsync(host.Paths.Record);
        var sessions = Recorded(record).ToList();
        Assert.Equal(5, sessions.Count);   // three servers, RabbitMQ's port mapper, the client
        Assert.Empty(sessions.SelectMany(Sockets.ListeningBeyondLoopback));
        var password = Connection(host, "ConnectionStrings__books").Split("Password=")[1];

        await host.EndAsync(UnixSignal.Kill);
        await Eventually.TrueAsync(() => Task.FromResult(sessions.All(session => ProcessTable.Session(session).Count == 0)), () => record);

        host.Start();
        await host.HealthyAsync();
        Assert.Equal(password, Connection(host, "ConnectionStrings__books").Split("Password=")[1]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.Paths.Secrets));
        var again = Recorded(await File.ReadAllTextAsync(host.Paths.Record)).ToList();

        Assert.Equal(0, await host.EndAsync(UnixSignal.Terminate));
        Assert.Empty(again.SelectMany(ProcessTable.Session));
        host.Paths.Clear();
    }

    [Fact]
    public async Task Leftovers_that_outlived_a_killed_host_are_ended_by_the_next_start()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        var orphan = ManagedProcess.Start(new ProcessSpec("sleep", "1000"));
        var record = await File.ReadAllTextAsync(host.Paths.Record);
        await host.EndAsync(UnixSignal.Kill);

        // As if a child had escaped the kernel's signal.
        var entry = ProcessTable.Find(orphan.Pid)!;
        var at = record.LastIndexOf(']');
        await File.WriteAllTextAsync(host.Paths.Record, record.Insert(at, $$""", {"Name":"orphan","Pid":{{entry.Pid}},"StartTicks":{{entry.StartTicks}}}"""));

        host.Start();
        await host.SaysAsync("ended 1 processes an earlier run had left behind");
        await orphan.Exited;
        await host.HealthyAsync();
    }

    [Fact]
    public async Task A_stranger_with_a_recorded_pid_but_another_start_time_is_left_alone()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        var stranger = ManagedProcess.Start(new ProcessSpec("sleep", "1000"));
        await host.EndAsync(UnixSignal.Kill);
        await File.WriteAllTextAsync(
            host.Paths.Record, $$"""{"Host":{"Name":"host","Pid":1,"StartTicks":1},"Processes":[{"Name":"old","Pid":{{stranger.Pid}},"StartTicks":1}]}""");

        Assert.Equal(0, HostLock.Reap(host.Paths));
        Assert.False(stranger.Exited.IsCompleted);
        await stranger.StopAsync();
    }

    private static string Connection(HostUnderTest host, string name) => host.Log("client").Last(line => line.Contains(name + "=", StringComparison.Ordinal));

    private static IEnumerable<int> Recorded(string record) =>
        System.Text.Json.Nodes.JsonNode.Parse(record)!["Processes"]!.AsArray().Select(process => (int)process!["Pid"]!);
}
