using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace StudioOps.Dashboard.Tests.Otlp;

/// <summary>Real programs send: .NET's exporter, and npm's with gzip and in JSON.</summary>
public sealed partial class ExporterTests
{
    [Fact]
    public async Task Spans_of_the_dotnet_exporter_arrive_whole()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var source = new ActivitySource("Tests.Traces", "4.2");
        string traceId;
        using (Sdk.CreateTracerProviderBuilder().AddSource(source.Name).ConfigureResource(Describe).AddOtlpExporter(To(dashboard, "traces")).Build())
        {
            using var parent = source.StartActivity("POST /orders", ActivityKind.Server)!;
            using var child = source.StartActivity("insert", ActivityKind.Client, default(ActivityContext), [new("db.system", "postgresql"), new("rows", 3L)], [new(new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), default))])!;
            child.AddEvent(new ActivityEvent("locked", tags: new ActivityTagsCollection { ["seconds"] = 0.5 }));
            child.SetStatus(ActivityStatusCode.Error, "too late");
            traceId = parent.TraceId.ToHexString();
        }

        var trace = await dashboard.UntilAsync($"/api/traces?text={traceId}", page => (int?)page["total"] == 1);
        Assert.Equal(("POST /orders", 2, 1), ((string?)trace["items"]![0]!["name"], (int?)trace["items"]![0]!["spans"], (int?)trace["items"]![0]!["errors"]));
        var spans = (await dashboard.ReadAsync($"/api/traces/{traceId}"))["spans"]!.AsArray();
        var (root, inner) = (spans[0]!, spans[1]!);
        Assert.Equal((null, (string?)root["spanId"]), ((string?)root["parentId"], (string?)inner["parentId"]));
        Assert.Equal(("server", "client", "error", "too late"), ((string?)root["kind"], (string?)inner["kind"], (string?)inner["status"], (string?)inner["statusMessage"]));
        Assert.Equal(("tests", "Tests.Traces"), ((string?)inner["resource"], (string?)inner["scope"]));
        Assert.Equal(("postgresql", 3), ((string?)inner["attributes"]!["db.system"], (int?)inner["attributes"]!["rows"]));
        Assert.Equal(("locked", 0.5), ((string?)inner["events"]![0]!["name"], (double?)inner["events"]![0]!["attributes"]!["seconds"]));
        Assert.Equal(32, ((string?)inner["links"]![0]!["traceId"])!.Length);
        Assert.True((double)inner["offsetMs"]! >= 0 && (double)root["durationMs"]! >= (double)inner["durationMs"]!);
    }

    [Fact]
    public async Task Logs_of_the_dotnet_exporter_arrive_with_category_exception_and_trace()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var activity = new Activity("work").Start();
        using (var loggers = LoggerFactory.Create(logging => logging.AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("tests")).AddOtlpExporter(To(dashboard, "logs"));
        })))
        {
            SayBroken(loggers.CreateLogger("Tests.Till"), 3, new InvalidOperationException("The drawer is stuck."));
        }

        var page = await dashboard.UntilAsync("/api/logs?text=STUCK&severity=error&category=Tests&resource=tests", found => (int?)found["total"] == 1);
        var record = page["items"]![0]!;
        Assert.Equal(("Till 3 is broken", "error", "Tests.Till"), ((string?)record["message"], (string?)record["severity"], (string?)record["category"]));
        Assert.Equal("InvalidOperationException", (string?)record["exception"]!["type"]);
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), ((string?)record["traceId"], (string?)record["spanId"]));
        Assert.Equal(3, (int?)record["attributes"]!["Number"]);
        Assert.Equal(1, (int?)(await dashboard.ReadAsync($"/api/logs?traceId={activity.TraceId}&spanId={activity.SpanId}"))["total"]);
        Assert.Equal(0, (int?)(await dashboard.ReadAsync("/api/logs?severity=critical"))["total"]);
    }

    [Fact]
    public async Task Instruments_of_the_dotnet_exporter_arrive_with_kind_unit_and_dimensions()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        using var meter = new Meter("Tests.Metrics");
        using (Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).ConfigureResource(Describe)
            .AddView("size", new Base2ExponentialBucketHistogramConfiguration()).AddOtlpExporter(To(dashboard, "metrics")).Build())
        {
            meter.CreateCounter<long>("sales", "{sale}", "Things sold").Add(3, new KeyValuePair<string, object?>("aisle", "7"));
            meter.CreateUpDownCounter<int>("queue").Add(-2);
            meter.CreateHistogram<double>("wait", "ms").Record(42);
            meter.CreateHistogram<double>("size", "By").Record(1000);
            meter.CreateObservableGauge("warmth", () => 21.5);
        }

        var list = await dashboard.UntilAsync("/api/metrics?resource=tests", answer => answer["instruments"]!.AsArray().Count == 5);
        AssertInstruments(list);
        Assert.Contains(list["instruments"]!.AsArray(), instrument => (string?)instrument!["name"] == "size" && (string?)instrument["kind"] == "histogram");
    }

    [Fact]
    public async Task Programs_of_npm_are_understood_compressed_and_in_json()
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        foreach (var encoding in (string[])["proto", "json"])
        {
            var traceId = await SendWithNodeAsync(dashboard.Address, encoding);
            await dashboard.UntilAsync($"/api/traces?resource=node-{encoding}", page => (int?)page["total"] == 1);
            var span = (await dashboard.ReadAsync($"/api/traces/{traceId}"))["spans"]![0]!;
            Assert.Equal(("GET /things", "server", "error", "it broke"), ((string?)span["name"], (string?)span["kind"], (string?)span["status"], (string?)span["statusMessage"]));
            Assert.Equal("""{"http.response.status_code":500,"tags":["a","b"],"ratio":0.25,"cached":false}""", span["attributes"]!.ToJsonString());
            Assert.Equal(2, (int?)span["events"]![0]!["attributes"]!["attempt"]);
        }

        var record = (await dashboard.UntilAsync("/api/logs?resource=node-proto", page => (int?)page["total"] == 1))["items"]![0]!;
        Assert.Equal(("The till is empty", "error", 3), ((string?)record["message"], (string?)record["severity"], (int?)record["attributes"]!["till"]));
        AssertInstruments(await dashboard.UntilAsync("/api/metrics?resource=node-proto", answer => answer["instruments"]!.AsArray().Count == 4));
        var overview = await dashboard.ReadAsync("/api/overview");
        Assert.Equal("""{"traces":0,"logs":0,"metrics":0}""", overview["counts"]!["refused"]!.ToJsonString());
    }

    private static void AssertInstruments(JsonNode list)
    {
        var instruments = list["instruments"]!.AsArray().ToDictionary(instrument => (string)instrument!["name"]!, instrument => instrument!);
        Assert.Equal(
            ("counter", "updown", "histogram", "gauge"),
            ((string?)instruments["sales"]["kind"], (string?)instruments["queue"]["kind"], (string?)instruments["wait"]["kind"], (string?)instruments["warmth"]["kind"]));
        Assert.Equal(("{sale}", "Things sold"), ((string?)instruments["sales"]["unit"], (string?)instruments["sales"]["description"]));
        Assert.Equal("""[{"name":"aisle","values":["7"]}]""", instruments["sales"]["dimensions"]!.ToJsonString());
    }

    private static async Task<string> SendWithNodeAsync(Uri address, string encoding, [CallerFilePath] string here = "")
    {
        var script = Path.Combine(Path.GetDirectoryName(here)!, "..", "node", "send.mjs");
        using var node = Process.Start(new ProcessStartInfo("node", [script, address.GetLeftPart(UriPartial.Authority), encoding]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await errors);
        return output.Trim();
    }

    private static void Describe(ResourceBuilder resource) => resource.Clear().AddService("tests", serviceInstanceId: "1");

    private static Action<OtlpExporterOptions> To(DashboardUnderTest dashboard, string signal) => options =>
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(dashboard.Address, $"/v1/{signal}");
    };

    [LoggerMessage(LogLevel.Error, "Till {Number} is broken")]
    private static partial void SayBroken(ILogger logger, int number, Exception why);
}
