using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class RequestTests
{
    [Fact]
    public async Task A_resource_stopped_by_request_stays_down_says_so_and_comes_back_by_request()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();

        var (code, text) = await host.CommandAsync("resource", "--Hosting:Verb=stop", "--Hosting:Resource=lower");
        Assert.Equal(0, code);
        Assert.Contains("stopped by request", text, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(host.Log("lower").Any(line => line.Contains("stopped at", StringComparison.Ordinal))), () => host.OutputText);

        // A restart of its dependent waits for it and says for what.
        await host.TellAsync("upper", "kill");
        await Eventually.TrueAsync(
            async () => await host.ResourceAsync("upper") is { Reason: "waits for lower, which is stopped" }, () => host.OutputText);
        Assert.Equal(ResourceState.Stopped, (await host.ResourceAsync("lower")).State);

        var started = await host.TellAsync("lower", "start");
        Assert.Equal(ResourceState.Healthy, started.State);
        await host.StateAsync("upper", ResourceState.Healthy);
    }

    [Fact]
    public async Task A_restart_gives_a_new_process_on_the_same_port()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        var before = await host.ResourceAsync("upper");

        var after = await host.TellAsync("upper", "restart");
        Assert.Equal(ResourceState.Healthy, after.State);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Equal(before.Ports, after.Ports);
    }

    [Fact]
    public async Task An_unknown_name_is_answered_with_the_known_ones()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();

        var (code, text) = await host.CommandAsync("resource", "--Hosting:Verb=stop", "--Hosting:Resource=nobody");
        Assert.Equal((1, "There is no resource named nobody. There are: lower, upper."), (code, text));
    }

    [Fact]
    public async Task The_door_is_for_its_owner_alone()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(host.Paths.Socket));
    }
}
