using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class CrashTests
{
    [Fact]
    public async Task A_crashed_resource_starts_again_and_it_is_said_aloud()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        var before = await host.ResourceAsync("lower");

        await host.TellAsync("lower", "kill");
        await host.SaysAsync("[lower] * was ended by signal 9; starts again in 0.1 s");
        await Eventually.TrueAsync(
            async () => await host.ResourceAsync("lower") is { State: ResourceState.Healthy } after && after.Pid != before.Pid && after.Restarts == 1, () => host.OutputText);
        Assert.Equal(before.Ports, (await host.ResourceAsync("lower")).Ports);
        Assert.Equal(ResourceState.Healthy, (await host.ResourceAsync("upper")).State);
    }

    [Fact]
    public async Task What_never_was_ready_is_given_up_after_three_tries()
    {
        await using var host = new HostUnderTest("crash-loop").Start();
        await host.StateAsync("fragile", ResourceState.Failed);

        Assert.Equal(3, host.Log("fragile").Count(line => line.EndsWith("I cannot live", StringComparison.Ordinal)));
        Assert.Equal("ended with code 7", (await host.ResourceAsync("fragile")).Reason);
    }
}
