using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Units;

public sealed class HostPathsTests
{
    [Fact]
    public void The_socket_lies_beside_the_rest_unless_the_kernel_could_not_take_its_path()
    {
        Assert.Equal("/somewhere/.data/control.sock", new HostPaths("sample", "/somewhere/.data").Socket);

        var deep = new HostPaths("sample", "/" + new string('d', 120)).Socket;
        Assert.InRange(deep.Length, 1, 107);
        Assert.NotEqual(deep, new HostPaths("sample", "/" + new string('e', 120)).Socket);
    }
}
