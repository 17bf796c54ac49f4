using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace StudioOps.Hosting.Tests.Hosts;

public sealed class StartRefusalTests
{
    [Theory]
    [InlineData("missing-binary", "no-such-program-anywhere, which ghost runs, was not found on PATH. Install it and start again.")]
    [InlineData("missing-project", "nowhere/Nowhere.csproj of nowhere does not exist.")]
    [InlineData("missing-value", "The parameter not-given has no value. Set the environment variable Parameters__not-given.")]
    [InlineData("circle", "These resources wait for each other: one -> two -> one.")]
    public async Task What_cannot_work_is_told_in_one_sentence(string graph, string sentence)
    {
        await using var host = new HostUnderTest(graph);
        var (code, text) = await host.CommandAsync("detach");

        Assert.Equal(1, code);
        Assert.Contains(sentence, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_named_with_the_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        await using var host = new HostUnderTest("fixed-port").Start(string.Create(CultureInfo.InvariantCulture, $"--Port={port}"));
        Assert.Equal(1, await host.Exited);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Port {port}, where fixed should listen, is taken by another program."), host.OutputText, StringComparison.Ordinal);
        Assert.Contains("--port N", host.OutputText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_start_is_refused_with_the_pid_of_the_first()
    {
        await using var host = new HostUnderTest("pair").Start();
        await host.HealthyAsync();
        var pid = string.Create(CultureInfo.InvariantCulture, $"Already running (pid {host.Pid})");

        foreach (var command in (string[])["run", "detach"])
        {
            var (code, text) = await host.CommandAsync(command);
            Assert.Equal(1, code);
            Assert.Contains(pid, text, StringComparison.Ordinal);
        }

        Assert.True((await host.StatusAsync())!.IsHealthy);
    }
}
