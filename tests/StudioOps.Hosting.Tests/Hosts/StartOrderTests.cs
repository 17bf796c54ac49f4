using System.Globalization;
using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class StartOrderTests
{
    [Fact]
    public async Task A_resource_starts_after_what_it_waits_for_is_healthy_or_done_and_stops_before_it()
    {
        await using var host = new HostUnderTest("order").Start();
        await host.HealthyAsync();

        var status = await host.StatusAsync();
        var (first, step, last) = (status!.Resources[0], status.Resources[1], status.Resources[2]);
        Assert.Equal((ResourceState.Healthy, ResourceState.Exited, ResourceState.Healthy), (first.State, step.State, last.State));
        Assert.Equal(0, step.ExitCode);
        Assert.True(Time(host, "last", "started at") >= Time(host, "first", "started at") + 400, "last started before first was healthy");
        Assert.Contains(host.Log("step"), line => line.EndsWith("done", StringComparison.Ordinal));

        Assert.Equal(0, await host.EndAsync(UnixSignal.Interrupt));
        Assert.True(Time(host, "first", "stopped at") >= Time(host, "last", "stopped at"), "first stopped before last, which needs it");
        Assert.Empty(host.LivingSessions());
        Assert.False(File.Exists(host.Paths.Socket));
    }

    [Fact]
    public async Task The_links_and_the_output_are_shown_once_all_is_healthy()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.SaysAsync("Everything is healthy");
        Assert.Contains("[lower] started at", host.OutputText, StringComparison.Ordinal);
    }

    private static long Time(HostUnderTest host, string resource, string what)
    {
        var line = host.Log(resource).Last(candidate => candidate.Contains(what, StringComparison.Ordinal));
        return long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
