using StudioOps.Bench;

switch (args)
{
    case ["bare", var address]:
        // The reference: what the framework itself needs to start and to answer.
        var bare = WebApplication.CreateSlimBuilder(["--urls", address, "--Logging:LogLevel:Default=Warning"]).Build();
        bare.MapGet("/", () => "ok");
        await bare.RunAsync();
        return 0;
    case ["startup"]:
        return await StartupBenchmark.RunAsync();
    case ["story"]:
        return await StoryBenchmark.RunAsync();
    case ["outbox"]:
        return await OutboxBenchmark.RunAsync();
    case ["telemetry"]:
        return await TelemetryBenchmark.RunAsync();
    default:
        Console.Error.WriteLine("Usage: bench/run startup | story | outbox | telemetry");
        return 2;
}
