using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Units;

public sealed class ExecutablesTests
{
    [Fact]
    public void A_missing_server_is_named_with_what_to_install()
    {
        var missing = Assert.Throws<MissingExecutableException>(() => Executables.Find("no-such-server", "some-package"));
        Assert.Equal(
            "no-such-server was not found on PATH or in the usual folders. Install it (Debian and Ubuntu: apt-get install some-package).", missing.Message);
    }

    [Fact]
    public void Servers_are_found_where_Debian_keeps_them() => Assert.True(File.Exists(Executables.FindPostgres("initdb")));
}
