using System.Text.RegularExpressions;
using StudioOps.Testing;
using StudioOps.Testing.Telemetry;

namespace StudioOps.EndToEnd.Tests;

/// <summary>What the story leaves behind in a collector: one trace, the documented metrics, logs that lead to both, and nothing about anybody.</summary>
[Collection(Graph.Name)]
public sealed partial class TelemetryTests(Graph graph)
{
    /// <summary>From the call that creates a tenant down to the mail server: service, kind and name of each span.</summary>
    private static readonly string[] FromTheCallToTheMail =
    [
        "gateway server POST /api/v1/tenants/{**rest}",
        "gateway client POST",
        "tenant server POST /api/v1/tenants",
        "tenant internal outbox publish",
        "tenant producer send StudioOps.Tenants.Contracts:TenantCreated",
        "provisioning consumer receive provisioning-when-tenant-changes",
        "provisioning consumer process provisioning-when-tenant-changes",
        "provisioning internal reconcile",
        "provisioning internal step onboarding-mail",
        "provisioning client SMTP send",
    ];

    /// <summary>What else the same trace comes past: each service sends its own spans in its own time.</summary>
    private static readonly string[] BesideTheWay =
    [
        "identity server PUT /internal/v1/organisations/{tenantId:guid}",
        "tenant server PUT /internal/v1/workspaces/{tenantId:guid}",
        "flag-evaluation server PUT /internal/v1/tenants/{tenantId:guid}/flag-defaults",
        "admin consumer process admin-when-audit-recorded",
    ];

    [Fact]
    public async Task One_trace_runs_from_the_call_at_the_gateway_to_the_mail_server()
    {
        var first = await graph.FirstAsync();

        var id = (await Eventually.GetAsync(
            () => Task.FromResult(Traces(first.From).Values.FirstOrDefault(spans => spans.Exists(span => span.Name == "SMTP send" && Way(span, spans).SequenceEqual(FromTheCallToTheMail)))),
            "a creation leads to its mail"))[0].TraceId;
        await Eventually.CompleteAsync(() => BesideTheWay.Except(Traces(first.From)[id].Select(Says)), "the creation's trace is whole");

        var trace = Traces(first.From)[id];
        var database = trace.First(span => span.Sender.Scope == "Npgsql");
        Assert.Equal(("client", "postgresql"), (database.Kind, database.Attributes["db.system.name"]));
        Assert.Equal(database.Name, database.Attributes["db.query.summary"]);
        var send = trace.First(span => span.Kind == "producer");
        Assert.Equal(("rabbitmq", "send", "send"), (send.Attributes["messaging.system"], send.Attributes["messaging.operation.name"], send.Attributes["messaging.operation.type"]));
        Assert.Equal($"send {send.Attributes["messaging.destination.name"]}", send.Name);
        Assert.True(Guid.TryParse(send.Attributes["messaging.message.id"] as string, out _));
        var tenant = Assert.Single(trace.Where(span => span.Name.StartsWith("step ", StringComparison.Ordinal)).Select(span => span.Attributes["studioops.tenant.id"]).Distinct());
        Assert.Contains(trace, span => span.Name.StartsWith("receive provisioning", StringComparison.Ordinal) && Equals(span.Attributes.GetValueOrDefault("studioops.tenant.id"), tenant));
    }

    [Fact]
    public async Task No_span_has_lost_its_parent_and_polls_leave_none()
    {
        var first = await graph.FirstAsync();
        var traces = Traces(first.From);
        Assert.NotEmpty(traces);

        await Eventually.CompleteAsync(() => Orphans(traces.Keys), "every parent has come");

        Assert.Empty(graph.Telemetry.Spans.Where(span => span.Kind == "server" && Poll().IsMatch(span.Name)).Select(Says));
        Assert.Empty(graph.Telemetry.Spans.Where(span => span.Kind == "client" && span.Attributes.GetValueOrDefault("url.full") is string url && Poll().IsMatch(url)).Select(Says));
    }

    [Fact]
    public async Task Everything_says_who_sent_it()
    {
        await graph.FirstAsync();
        var telemetry = graph.Telemetry;
        await Eventually.TrueAsync(() => Task.FromResult(TelemetryDocument.Everyone.Except(telemetry.Spans.Select(span => span.Service)).Any() is false), "everyone has sent spans");

        foreach (var senders in new[] { telemetry.Spans.Select(span => span.Sender), telemetry.Logs.Select(log => log.Sender), telemetry.Metrics.Select(metric => metric.Sender) })
        {
            Assert.Empty(TelemetryDocument.Everyone.Except(senders.Select(sender => sender.Service)));
            Assert.All(senders.Select(sender => sender.Resource).DistinctBy(resource => resource["service.instance.id"]), resource =>
            {
                Assert.Matches(@"^\d+\.\d+", resource["service.version"] as string);
                Assert.True(Guid.TryParse(resource["service.instance.id"] as string, out _));
                Assert.Equal("development", resource["deployment.environment.name"]);
            });
        }
    }

    [Fact]
    public async Task Every_documented_metric_is_sent_with_its_unit_and_every_metric_sent_is_documented()
    {
        await graph.FirstAsync();
        var documented = await TelemetryDocument.ReadAsync();
        Assert.True(documented.Count > 40, $"{documented.Count} rows were understood");
        HashSet<(string Name, string Service)> Sent() => [.. graph.Telemetry.Metrics.Select(metric => (metric.Name, metric.Service))];

        var owed = documented.Where(metric => metric.Always).SelectMany(metric => metric.Services.Select(service => (metric.Name, service))).ToList();
        await Eventually.CompleteAsync(() => owed.Except(Sent()), "every metric that is always sent has come");
        var units = documented.ToDictionary(metric => metric.Name, metric => (metric.Unit, metric.Services));
        Assert.Empty(graph.Telemetry.Metrics.Where(metric => !units.TryGetValue(metric.Name, out var known) || known.Unit != metric.Unit || !known.Services.Contains(metric.Service))
            .Select(metric => $"{metric.Name} in {metric.Unit} from {metric.Service}").Distinct());
    }

    [Fact]
    public async Task A_step_that_fails_is_found_from_its_log_record_in_the_trace_and_back()
    {
        await graph.FirstAsync();

        var log = await Eventually.GetAsync(
            () => Task.FromResult(graph.Telemetry.Logs.FirstOrDefault(log => log.Service == "provisioning" && log.Body.StartsWith("Step onboarding-mail", StringComparison.Ordinal) && log.Body.Contains(" failed ", StringComparison.Ordinal))), "the failed mail was logged");
        var span = await Eventually.GetAsync(
            () => Task.FromResult(graph.Telemetry.Spans.FirstOrDefault(span => span.TraceId == log.TraceId && span.SpanId == log.SpanId)), "the span it was written in has come");

        Assert.Equal(("step onboarding-mail", "error", "transient"), (span.Name, span.Status, span.Attributes["error.type"]));
        Assert.Equal(span.Attributes["studioops.tenant.id"], log.Attributes["studioops.tenant.id"]);
        var pass = await Eventually.GetAsync(
            () => Task.FromResult(graph.Telemetry.Spans.FirstOrDefault(one => one.SpanId == span.ParentId)), "the pass it is a part of has come");
        Assert.Equal("reconcile", pass.Name);
    }

    [Fact]
    public async Task Flag_answers_are_told_in_openfeatures_words_and_logged_without_rules()
    {
        await graph.FirstAsync();

        var span = await Eventually.GetAsync(
            () => Task.FromResult(graph.Telemetry.Spans.FirstOrDefault(span => span.Attributes.ContainsKey("feature_flag.key"))), "an evaluation was traced");
        Assert.Equal(("ai_agents_enabled", "studioops"), (span.Attributes["feature_flag.key"], span.Attributes["feature_flag.provider.name"]));
        Assert.Equal(span.Attributes["studioops.tenant.id"], span.Attributes["feature_flag.set.id"]);
        var log = await Eventually.GetAsync(
            () => Task.FromResult(graph.Telemetry.Logs.FirstOrDefault(log => log.EventName == "feature_flag.evaluation" && Equals(log.Attributes.GetValueOrDefault("feature_flag.key"), "ai_agents_enabled"))), "an evaluation was logged");
        Assert.Equal(
            ["feature_flag.key", "feature_flag.provider.name", "feature_flag.result.reason", "feature_flag.result.variant", "feature_flag.set.id", "feature_flag.version", "studioops.flags.count", "studioops.tenant.id"],
            log.Attributes.Keys.Order(StringComparer.Ordinal));
    }

    private static string Says(ReceivedSpan span) => $"{span.Service} {span.Kind} {span.Name}";

    /// <summary>From the root to the span.</summary>
    private static IEnumerable<string> Way(ReceivedSpan span, IReadOnlyCollection<ReceivedSpan> trace) =>
        (span.ParentId is null ? [] : trace.Where(one => one.SpanId == span.ParentId).Take(1).SelectMany(parent => Way(parent, trace))).Append(Says(span));

    /// <summary>The traces that began while the story was told, whole or not.</summary>
    private Dictionary<string, List<ReceivedSpan>> Traces(int from)
    {
        var spans = graph.Telemetry.Spans;
        var before = spans.Take(from).Select(span => span.TraceId).ToHashSet();
        return spans.Skip(from).Where(span => !before.Contains(span.TraceId)).GroupBy(span => span.TraceId).ToDictionary(trace => trace.Key, trace => trace.ToList());
    }

    private List<string> Orphans(IReadOnlyCollection<string> traces)
    {
        var spans = graph.Telemetry.Spans.Where(span => traces.Contains(span.TraceId)).ToList();
        var known = spans.Select(span => span.SpanId).ToHashSet();
        return [.. spans.Where(span => span.ParentId is not null && !known.Contains(span.ParentId)).Select(Says)];
    }

    [GeneratedRegex("/health|/internal/v1/(standing|hosts)")]
    private static partial Regex Poll();
}
