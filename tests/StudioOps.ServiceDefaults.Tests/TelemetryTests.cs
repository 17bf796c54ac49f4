using System.Diagnostics;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StudioOps.Testing.Telemetry;

namespace StudioOps.ServiceDefaults.Tests;

/// <summary>What a service's own collector gets of its requests: read from the wire, after the service has stopped.</summary>
public sealed partial class TelemetryTests : IAsyncLifetime
{
    private static readonly Guid Tenant = new("0198f000-0000-7000-8000-0000000000aa");
    private static readonly ActivitySource Database = new("Npgsql");
    private static readonly ActivitySource Bus = new("MassTransit");
    private TelemetryReceiver _receiver = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _receiver = await TelemetryReceiver.StartAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Staging", ApplicationName = "told" });
        builder.WebHost.UseTestServer();
        builder.Configuration[Telemetry.CopyTo] = _receiver.Endpoint.ToString();
        builder.AddServiceDefaults();
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddCheck("asks", () => Query("select 1 from probed"), [Health.Ready]);
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapGet("/told/{name}", (string name, ILogger<TelemetryTests> logger) =>
        {
            LogBefore(logger);
            Telemetry.Concerns(Tenant);
            LogWork(logger, 7);
        });
        _app.MapGet("/told/about/{tenantId}", (Guid tenantId, ILogger<TelemetryTests> logger) => LogTenant(logger, tenantId));
        _app.MapGet("/told/broken", string () => throw new InvalidOperationException("the reason"));
        _app.MapGet("/told/query", (string sql) => Query(sql).Status.ToString());
        _app.MapGet("/told/poll", () =>
        {
            using var quiet = Telemetry.Quiet();
            Query("select 1 from polled");
        });
        _app.MapGet("/told/message", () =>
        {
            using var span = Bus.StartActivity("some-queue receive", ActivityKind.Consumer);
            span?.SetTag("messaging.operation", "receive").SetTag("messaging.masstransit.message_id", "4711").SetTag("peer.address", "x").SetStatus(ActivityStatusCode.Ok);
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task A_failed_request_says_why_and_its_log_record_leads_to_it()
    {
        var trace = await AskAsync("/told/broken");

        var span = Assert.Single(_receiver.Spans, span => span.TraceId == trace);
        Assert.Equal(("GET /told/broken", "server", "error"), (span.Name, span.Kind, span.Status));
        Assert.Equal(typeof(InvalidOperationException).FullName, span.Attributes["error.type"]);
        var exception = Assert.Single(span.Events);
        Assert.Equal(("exception", typeof(InvalidOperationException).FullName, "the reason"), (exception.Name, exception.Attributes["exception.type"], exception.Attributes["exception.message"]));
        var log = Assert.Single(_receiver.Logs, log => log.TraceId == trace);
        Assert.Equal((span.SpanId, typeof(InvalidOperationException).FullName), (log.SpanId, log.Attributes["exception.type"]));
    }

    [Fact]
    public async Task Who_sends_is_said_the_same_way_with_every_signal()
    {
        var trace = await AskAsync("/told/anything");

        var span = _receiver.Spans.Single(span => span.TraceId == trace).Sender.Resource;
        Assert.Equal(("told", "staging"), (span["service.name"], span["deployment.environment.name"]));
        Assert.Matches(@"^\d+\.\d+", span["service.version"] as string);
        Assert.True(Guid.TryParse(span["service.instance.id"] as string, out _));
        Assert.Equal(span, _receiver.Logs.First(log => log.TraceId == trace).Sender.Resource);
        Assert.Equal(span, _receiver.Metrics.First(metric => metric.Name == "http.server.request.duration").Sender.Resource);
    }

    [Fact]
    public async Task A_log_record_names_the_tenant_of_the_work_it_was_written_in()
    {
        var trace = await AskAsync("/told/anything");

        var logs = _receiver.Logs.Where(log => log.TraceId == trace).ToDictionary(log => log.Body, log => log.Attributes);
        Assert.DoesNotContain(Telemetry.Tenant, logs["Before anybody is known"].Keys);
        Assert.Equal(Tenant.ToString(), logs["Worked on 7 things"][Telemetry.Tenant]);
        Assert.Equal(7L, logs["Worked on 7 things"]["Count"]);
        Assert.Equal(Tenant.ToString(), _receiver.Spans.Single(span => span.TraceId == trace).Attributes[Telemetry.Tenant]);
    }

    [Fact]
    public async Task A_log_record_about_a_tenant_names_it_as_spans_do()
    {
        var other = Guid.CreateVersion7();

        var trace = await AskAsync($"/told/about/{other}");

        var log = Assert.Single(_receiver.Logs, log => log.TraceId == trace);
        Assert.Equal(other.ToString(), log.Attributes[Telemetry.Tenant]);
        Assert.DoesNotContain("TenantId", log.Attributes.Keys);
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    public async Task Health_checks_leave_neither_spans_nor_request_metrics(string path)
    {
        var trace = await AskAsync(path);

        Assert.DoesNotContain(_receiver.Spans, span => span.TraceId == trace || span.Name.Contains("probed", StringComparison.Ordinal));
        Assert.DoesNotContain(
            _receiver.Metrics.Where(metric => metric.Name == "http.server.request.duration").SelectMany(metric => metric.Points),
            point => point.GetValueOrDefault("http.route") is string route && route.Contains("health", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_done_in_a_poll_is_traced()
    {
        var trace = await AskAsync("/told/poll");

        Assert.Equal("GET /told/poll", Assert.Single(_receiver.Spans, span => span.TraceId == trace).Name);
        Assert.DoesNotContain(_receiver.Spans, span => span.Name.Contains("polled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("select a from tenants where id = $1", "SELECT tenants")]
    [InlineData("SELECT EXISTS (SELECT 1 FROM \"tenants\" AS t)", "SELECT tenants")]
    [InlineData("insert into inbox (id) values ($1) on conflict do nothing", "INSERT inbox")]
    [InlineData("update audit_counter set value = value + 1", "UPDATE audit_counter")]
    [InlineData("INSERT INTO a (x) VALUES (@p0);\nINSERT INTO b (x) VALUES (@p1);\nUPDATE c SET x = @p2", "INSERT a; INSERT b; UPDATE c")]
    [InlineData("select count(*), extract(epoch from now()) from outbox", "SELECT outbox")]
    [InlineData("select set_config('app.tenant', $1, true)", "SELECT")]
    [InlineData("SAVEPOINT \"x\"", "SAVEPOINT")]
    [InlineData("vacuum", "postgresql")]
    public async Task A_statement_is_named_by_what_it_does_to_what(string sql, string name)
    {
        var trace = await AskAsync("/told/query?sql=" + Uri.EscapeDataString(sql));

        var span = Assert.Single(_receiver.Spans, span => span.TraceId == trace && span.Sender.Scope == "Npgsql");
        Assert.Equal((name, name), (span.Name, span.Attributes["db.query.summary"]));
    }

    [Fact]
    public async Task The_buss_older_words_are_put_into_todays()
    {
        var trace = await AskAsync("/told/message");

        var span = Assert.Single(_receiver.Spans, span => span.TraceId == trace && span.Sender.Scope == "MassTransit");
        Assert.Equal(("receive some-queue", "consumer", "unset"), (span.Name, span.Kind, span.Status));
        Assert.Equal(
            ["messaging.destination.name=some-queue", "messaging.message.id=4711", "messaging.operation.name=receive", "messaging.operation.type=receive", "messaging.system=rabbitmq"],
            span.Attributes.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/told/ada@private.example")]
    [InlineData("/told/ada%40private.example")]
    public async Task An_address_in_a_path_goes_no_further(string path)
    {
        var trace = await AskAsync(path);

        Assert.Equal("/told/REDACTED", _receiver.Spans.Single(span => span.TraceId == trace).Attributes["url.path"]);
        Assert.Empty(_receiver.Find(["private.example"]));
    }

    /// <summary>Asks once, stops the service, which sends what it has, and gives the trace's id.</summary>
    private async Task<string> AskAsync(string path)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        // The answer is here before the request has ended there; what has not ended is not sent.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            ActivityStopped = activity => _ = activity.TraceId.ToHexString() == trace && ended.TrySetResult(),
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } } };
        using var response = await _app.GetTestClient().SendAsync(request);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await _app.StopAsync();
        await _app.DisposeAsync();
        return trace;
    }

    private static HealthCheckResult Query(string sql)
    {
        using var span = Database.StartActivity("postgresql", ActivityKind.Client);
        span?.SetTag("db.query.text", sql);
        return HealthCheckResult.Healthy();
    }

    [LoggerMessage(LogLevel.Information, "Before anybody is known")]
    private static partial void LogBefore(ILogger logger);

    [LoggerMessage(LogLevel.Information, "Worked on {Count} things")]
    private static partial void LogWork(ILogger logger, int count);

    [LoggerMessage(LogLevel.Information, "Something about {TenantId}")]
    private static partial void LogTenant(ILogger logger, Guid tenantId);
}
