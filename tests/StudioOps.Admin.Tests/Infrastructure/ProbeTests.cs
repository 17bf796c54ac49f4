using StudioOps.Admin.Infrastructure;
using StudioOps.Hosting.Processes;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.Infrastructure;

public sealed class ProbeTests
{
    private static readonly InfrastructureOptions Patient = new() { TimeoutSeconds = 20, SlowMilliseconds = 60_000 };
    private static readonly InfrastructureOptions Hasty = new() { TimeoutSeconds = 0.2 };

    /// <summary>Protocol, what answers, the state, and a word of the error.</summary>
    public static TheoryData<string, string, string, string?> Answers => new()
    {
        { "postgres", "N", "Up", null },
        { "postgres", "S", "Up", null },
        { "postgres", "HTTP/1.1 400 Bad Request\r\n\r\n", "Down", "not PostgreSQL" },
        { "redis", "+PONG\r\n", "Up", null },
        { "redis", "-NOAUTH Authentication required.\r\n", "Up", null },
        { "redis", "-LOADING Redis is loading the dataset in memory\r\n", "Down", "not Redis" },
        { "redis", "+PO", "Down", "made no sense" },
        { "rabbitmq", "\u0001\0\0\0\0\u0001", "Up", null },
        { "rabbitmq", "AMQP\0\0\u0009\u0001", "Down", "not RabbitMQ" },
        { "smtp", "220 mail.example ESMTP\r\n", "Up", null },
        { "smtp", "554 No service\r\n", "Down", "not a mail server" },
        { "http", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "Up", null },
        { "http", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "Down", "502" },
        { "service", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"status\":\"healthy\"}", "Up", null },
        { "service", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{\"status\":\"healthy\"}\r\n0\r\n\r\n", "Up", null },
        { "service", "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"degraded\"}", "Degraded", "degraded" },
        { "service", "HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"unhealthy\"}", "Down", "503" },
        { "service", "HTTP/1.1 200 OK\r\n\r\n<html>Welcome to nginx!</html>", "Down", "made no sense" },
        { "service", "HTTP/1.1 200 OK\r\n\r\n{\"state\":\"fine\"}", "Down", "not a StudioOps service" },
        { "service", "HTTP/1.1 200 OK\r\n\r\n{\"status\": healthy}", "Down", "not a StudioOps service" },
        { "service", "SSH-2.0-OpenSSH_9.2\r\n", "Down", "not an HTTP server" },
        { "service", "HTTP/1.1 2", "Down", "made no sense" },
        { "service", "", "Down", "without a word" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_is_judged_by_what_it_says_and_an_open_port_alone_is_never_green(string protocol, string words, string state, string? error)
    {
        await using var listener = Listener.Saying(words);

        var result = await AskAsync(listener.As(Named(protocol)), Patient);

        Assert.Equal(state, result.State.ToString());
        Assert.NotNull(result.TcpMilliseconds);
        if (error is null)
        {
            Assert.Null(result.Error);
        }
        else
        {
            Assert.Contains(error, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_sound_answer_that_takes_long_is_degraded_and_says_how_long()
    {
        await using var listener = Listener.Saying("+PONG\r\n");

        var result = await AskAsync(listener.As(Protocol.Redis), new InfrastructureOptions { TimeoutSeconds = 20, SlowMilliseconds = 0 });

        Assert.Equal(ProbeState.Degraded, result.State);
        Assert.Contains("slowly", result.Error, StringComparison.Ordinal);
        Assert.True(result.Milliseconds >= result.TcpMilliseconds);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("smtp")]
    [InlineData("service")]
    public async Task Who_accepts_and_says_nothing_is_down_after_the_deadline(string protocol)
    {
        await using var listener = Listener.Mute();

        var result = await AskAsync(listener.As(Named(protocol)), Hasty);

        Assert.Equal((ProbeState.Down, "No answer within 0.2 s.", null), (result.State, result.Error, result.Milliseconds));
    }

    [Fact]
    public async Task Where_nobody_listens_is_down_at_once()
    {
        var result = await AskAsync(Listener.At(Ports.Free(), Protocol.Redis), Patient);

        Assert.Equal((ProbeState.Down, (double?)null), (result.State, result.TcpMilliseconds));
        Assert.Contains("refused", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_down()
    {
        var result = await AskAsync(new Neighbour("n", "p", Protocol.Service, "identity.invalid", 80), Patient);

        Assert.Equal(ProbeState.Down, result.State);
    }

    [Fact]
    public async Task Who_should_speak_tls_and_does_not_is_down()
    {
        await using var listener = Listener.Saying("HTTP/1.1 200 OK\r\n\r\n");

        Assert.Equal(ProbeState.Down, (await AskAsync(listener.As(Protocol.HttpAnswer) with { Tls = true }, Patient)).State);
    }

    [Fact]
    public async Task Endless_garbage_ends()
    {
        await using var listener = Listener.Saying("HTTP/1.1 200 OK\r\nX: " + new string('x', 4 * Protocol.MostBytes));

        Assert.Equal("Its answer made no sense.", (await AskAsync(listener.As(Protocol.Service), Patient)).Error);
    }

    private static Task<ProbeResult> AskAsync(Neighbour neighbour, InfrastructureOptions options) => Probe.AskAsync(neighbour, options, new StoppedClock(DateTimeOffset.UnixEpoch), CancellationToken.None);

    private static Protocol Named(string name) => name switch
    {
        "postgres" => Protocol.Postgres, "redis" => Protocol.Redis, "rabbitmq" => Protocol.RabbitMq, "smtp" => Protocol.Smtp, "http" => Protocol.HttpAnswer, _ => Protocol.Service,
    };
}
