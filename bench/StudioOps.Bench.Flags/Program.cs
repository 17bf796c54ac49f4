using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using StudioOps.Bench.Flags;

// In this process, because the runner does not know this framework yet; otherwise as it comes.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithIterationTime(TimeInterval.FromMilliseconds(250)).WithWarmupCount(6).WithIterationCount(12);
var config = ManualConfig.CreateEmpty().AddJob(job).AddDiagnoser(MemoryDiagnoser.Default).AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(args.Contains("--verbose") ? ConsoleLogger.Default : NullLogger.Instance)
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), $"studioops-bench-{Environment.ProcessId}"))
    .WithOptions(ConfigOptions.DisableLogFile);
try
{
    return EngineTable.Print(BenchmarkRunner.Run<EngineBenchmarks>(config));
}
finally
{
    if (Directory.Exists(config.ArtifactsPath))
    {
        Directory.Delete(config.ArtifactsPath, recursive: true);
    }
}
