using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class HealthTests
{
    [Fact]
    public async Task A_detached_start_fails_for_a_resource_that_never_gets_healthy_and_shows_its_last_lines()
    {
        await using var host = new HostUnderTest("never-healthy");
        var (code, text) = await host.CommandAsync("detach", "--Hosting:HealthDeadlineSeconds=5");

        Assert.Equal(1, code);
        Assert.Contains("sick is not healthy: GET /health answered 503", text, StringComparison.Ordinal);
        Assert.Contains("started at", text, StringComparison.Ordinal);
        Assert.Null(HostLock.RunningHost(host.Paths));
    }

    [Fact]
    public async Task What_waits_for_an_unhealthy_resource_says_so_and_does_not_start()
    {
        await using var host = new HostUnderTest("never-healthy").Start("--Hosting:HealthDeadlineSeconds=0.3");
        await host.SaysAsync("not healthy after");

        var patient = await host.ResourceAsync("patient");
        Assert.Equal((ResourceState.Waiting, "waits for sick"), (patient.State, patient.Reason));
        Assert.Equal("degraded", (await host.StatusAsync())!.State);
    }

    [Fact]
    public async Task A_step_that_fails_stops_a_detached_start_at_once()
    {
        await using var host = new HostUnderTest("failing-step");
        var (code, text) = await host.CommandAsync("detach");

        Assert.Equal(1, code);
        Assert.Contains("before failed: ended with code 3", text, StringComparison.Ordinal);
        Assert.Contains("the reason is here", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_start_leaves_a_healthy_graph_that_status_shows_and_stop_ends()
    {
        await using var host = new HostUnderTest("pair");
        Assert.Equal(0, (await host.CommandAsync("detach")).Code);
        var running = await host.StatusAsync();
        Assert.True(running!.IsHealthy);

        var (code, json) = await host.CommandAsync("status", "--Hosting:Json=true");
        Assert.Equal(0, code);
        Assert.Contains("\"state\": \"healthy\"", json, StringComparison.Ordinal);

        Assert.Equal((0, "Stopped."), await host.CommandAsync("stop"));
        Assert.Empty(host.LivingSessions());
        Assert.Equal((1, "Not running."), await host.CommandAsync("status"));
    }
}
