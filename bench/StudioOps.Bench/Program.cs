using StudioOps.Bench;

switch (args)
{
    case ["bare", var address]:
        // The reference: what the framework itself needs to start and to answer.
        var bare = WebApplication.CreateSlimBuilder(["--urls", address, "--Logging:LogLevel:Default=Warning"]).Build();
        bare.MapGet("/", () => "ok");
        BareStreams.Map(bare);
        HandFlags.Map(bare);
        await bare.RunAsync();
        return 0;
    case ["bare-read", var address]:
        // The reference for a receiver: the framework reads the same bytes and forgets them.
        var reader = WebApplication.CreateSlimBuilder(["--urls", address, "--Logging:LogLevel:Default=Warning"]).Build();
        reader.MapPost("/v1/traces", context => context.Request.Body.CopyToAsync(Stream.Null));
        await reader.RunAsync();
        return 0;
    case ["bare-proxy", var address, var target]:
        await BareProxy.RunAsync(address, target);
        return 0;
    case ["startup"]:
        return await StartupBenchmark.RunAsync();
    case ["story"]:
        return await StoryBenchmark.RunAsync();
    case ["outbox"]:
        return await OutboxBenchmark.RunAsync();
    case ["crashes"]:
        return await CrashBenchmark.RunAsync();
    case ["gateway"]:
        return await GatewayBenchmark.RunAsync();
    case ["telemetry"]:
        return await TelemetryBenchmark.RunAsync() | await DashboardBenchmark.RunAsync();
    case ["dashboard"]:
        return await DashboardBenchmark.RunAsync();
    case ["flags-http"]:
        return await HttpBenchmark.RunAsync();
    case ["flags-propagation"]:
        return await PropagationBenchmark.RunAsync();
    case ["flags-memory"]:
        return await MemoryBenchmark.RunAsync();
    default:
        Console.Error.WriteLine("Usage: bench/run startup | story | outbox | crashes | gateway | telemetry | dashboard | flags-http | flags-propagation | flags-memory");
        return 2;
}
