using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Hosts;

/// <summary>With <c>--watch</c> a developer saves a file, and what it touches runs anew.</summary>
public sealed class WatchTests : IDisposable
{
    private const string Tiny = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""";
    private readonly string _root = Directory.CreateTempSubdirectory("watch-").FullName;

    [Fact]
    public async Task A_saved_file_is_built_and_run_with_its_steps_first_and_an_error_leaves_everything_as_it_was()
    {
        await using var host = Start();
        await host.HealthyAsync();
        var (tiny, beside) = (await host.ResourceAsync("tiny"), await host.ResourceAsync("beside"));

        Write("Tiny/Program.cs", Program("not a number"));
        await host.SaysAsync("error CS0029");
        await host.SaysAsync("What runs goes on as it was.");
        Assert.Equal(tiny.Pid, (await host.ResourceAsync("tiny")).Pid);

        Write("Tiny/Program.cs", Program("43"));
        await Eventually.TrueAsync(() => Task.FromResult(host.Log("tiny").Any(line => line.EndsWith(" 43", StringComparison.Ordinal))), () => host.OutputText);
        await host.HealthyAsync();
        Assert.Equal(["42", "43"], host.Log("prepare").Select(line => line.Split(' ')[^1]));
        Assert.NotEqual(tiny.Pid, (await host.ResourceAsync("tiny")).Pid);
        Assert.Equal(beside.Pid, (await host.ResourceAsync("beside")).Pid);
    }

    [Fact]
    public async Task A_change_of_the_graph_itself_starts_all_of_it_again_in_the_same_process()
    {
        await using var host = Start();
        await host.HealthyAsync();
        var beside = await host.ResourceAsync("beside");

        Write("App/Own.csproj", Tiny + "<!-- changed -->");
        await host.SaysAsync("the graph itself changed: starting all of it again");
        await Eventually.TrueAsync(async () => await host.StatusAsync() is { IsHealthy: true } status && status.Resources.Single(one => one.Name == "beside").Pid != beside.Pid, () => host.OutputText);
        Assert.Equal(host.Pid, (await host.StatusAsync())!.Pid);
        Assert.Equal(0, await host.EndAsync(UnixSignal.Interrupt));
        Assert.Empty(host.LivingSessions());
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private HostUnderTest Start()
    {
        Write("App/Own.csproj", Tiny);
        Write("App/Own.cs", "return;");
        Write("Tiny/Tiny.csproj", Tiny);
        Write("Tiny/Program.cs", Program("42"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "App", "scripts"), Path.Combine(Repository.SampleAppHost, "scripts"));
        return new HostUnderTest("sources").Start($"--Hosting:AppHostDirectory={Path.Combine(_root, "App")}", $"--Project={Path.Combine(_root, "Tiny", "Tiny.csproj")}", "--Hosting:Watch=true");
    }

    private static string Program(string number) => $$"""
        int number = {{(int.TryParse(number, out _) ? number : $"\"{number}\"")}};
        System.Console.WriteLine(number);
        if (args is not ["once"])
        {
            new System.Threading.ManualResetEventSlim().Wait();
        }
        """;

    private void Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
