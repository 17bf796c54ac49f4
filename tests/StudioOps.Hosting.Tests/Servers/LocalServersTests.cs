using System.Net.Sockets;
using StudioOps.Hosting.Processes;
using StudioOps.Hosting.Testing;

namespace StudioOps.Hosting.Tests.Servers;

public sealed class LocalServersTests
{
    [Theory]
    [InlineData(ServerKinds.Postgres)]
    [InlineData(ServerKinds.Redis)]
    [InlineData(ServerKinds.RabbitMq)]
    public async Task A_server_survives_stop_and_kill_on_the_same_port(ServerKinds kind)
    {
        await using var servers = await LocalServers.StartAsync(kind);
        var port = servers.Port(kind);
        Assert.True(await ListensAsync(port));

        await servers.StopAsync(kind);
        Assert.False(await ListensAsync(port));
        await servers.StartAgainAsync(kind);
        Assert.True(await ListensAsync(port));

        await servers.KillAsync(kind);
        Assert.False(await ListensAsync(port));
        await servers.StartAgainAsync(kind);
        Assert.True(await ListensAsync(port));
    }

    [Fact]
    public async Task All_three_start_together_on_loopback_alone_and_leave_nothing()
    {
        IReadOnlyList<int> sessions;
        await using (var servers = await LocalServers.StartAsync(ServerKinds.Postgres | ServerKinds.Redis | ServerKinds.RabbitMq))
        {
            Assert.Contains("Username=postgres", servers.PostgresConnectionString, StringComparison.Ordinal);
            Assert.StartsWith("127.0.0.1:", servers.RedisConnectionString, StringComparison.Ordinal);
            Assert.StartsWith("amqp://guest:", servers.RabbitMqConnectionString, StringComparison.Ordinal);
            sessions = servers.ProcessIds;
            Assert.Equal(4, sessions.Count);   // the port mapper of RabbitMQ is the fourth
            Assert.Empty(sessions.SelectMany(Sockets.ListeningBeyondLoopback));
        }

        Assert.Empty(sessions.SelectMany(ProcessTable.Session));
    }

    [Fact]
    public async Task A_pooler_in_front_of_Postgres_listens_on_loopback_alone_survives_a_kill_and_leaves_nothing()
    {
        IReadOnlyList<int> sessions;
        await using (var servers = await LocalServers.StartAsync(ServerKinds.Postgres | ServerKinds.PgBouncer))
        {
            Assert.Contains($"Port={servers.Port(ServerKinds.PgBouncer)};Username=postgres", servers.PgBouncerConnectionString, StringComparison.Ordinal);
            sessions = servers.ProcessIds;
            Assert.Equal(2, sessions.Count);
            Assert.Empty(sessions.SelectMany(Sockets.ListeningBeyondLoopback));
            await servers.KillAsync(ServerKinds.PgBouncer);
            Assert.False(await ListensAsync(servers.Port(ServerKinds.PgBouncer)));
            await servers.StartAgainAsync(ServerKinds.PgBouncer);
            Assert.True(await ListensAsync(servers.Port(ServerKinds.PgBouncer)));
            sessions = [.. sessions, .. servers.ProcessIds];
        }

        Assert.Empty(sessions.SelectMany(ProcessTable.Session));
    }

    private static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
