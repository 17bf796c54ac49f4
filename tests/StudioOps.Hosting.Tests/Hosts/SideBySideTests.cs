using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Hosts;

/// <summary>Two clones on one machine: each with its folder, its ports, its servers, and no word of the other.</summary>
public sealed class SideBySideTests
{
    [Fact]
    public async Task Two_run_at_once_share_nothing_and_one_ends_without_the_other()
    {
        await using var one = new HostUnderTest("servers").Start();
        await using var other = new HostUnderTest("servers").Start();
        await Task.WhenAll(one.HealthyAsync(), other.HealthyAsync());
        var (ours, theirs) = ((await one.StatusAsync())!.Resources, (await other.StatusAsync())!.Resources);

        Assert.Empty(ours.SelectMany(resource => resource.Ports.Values).Intersect(theirs.SelectMany(resource => resource.Ports.Values)));
        Assert.Empty(ours.Select(resource => resource.Pid).OfType<int>().Intersect(theirs.Select(resource => resource.Pid).OfType<int>()));
        Assert.NotEqual(await File.ReadAllTextAsync(one.Paths.Secrets), await File.ReadAllTextAsync(other.Paths.Secrets));

        Assert.Equal(0, await one.EndAsync(UnixSignal.Terminate));
        Assert.Empty(one.LivingSessions());
        Assert.True((await other.StatusAsync())!.IsHealthy);
        await other.TellAsync("rabbitmq", "restart");
        await other.HealthyAsync();

        Assert.Equal(0, await other.EndAsync(UnixSignal.Terminate));
        one.Paths.Clear();
        other.Paths.Clear();
    }
}
