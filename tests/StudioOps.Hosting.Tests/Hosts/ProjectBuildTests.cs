using Microsoft.Extensions.Configuration;
using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Orchestration.Building;
using StudioOps.Hosting.Processes;

namespace StudioOps.Hosting.Tests.Hosts;

/// <summary>A clone has no output: the first start must really build, and a second one must not.</summary>
public sealed class ProjectBuildTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("project-build-").FullName;
    private readonly List<string> _output = [];

    [Fact]
    public async Task A_new_project_is_built_once_and_its_errors_are_told()
    {
        var project = Write("Tiny/Tiny.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        Write("Tiny/Program.cs", "System.Console.WriteLine(42);");

        var first = await BuildAsync(project);
        await first.Completion;
        Assert.Contains(_output, line => line.Contains("building 1 projects", StringComparison.Ordinal));
        Assert.Equal("42", (await Commands.RunAsync(new ProcessSpec(ProjectBuild.DotNet, first.OutputOf(project)))).Trim());

        _output.Clear();
        await (await BuildAsync(project)).Completion;
        Assert.Empty(_output);

        Write("Tiny/Program.cs", "System.Console.WriteLine(oops);");
        var broken = await BuildAsync(project);
        var failure = await Assert.ThrowsAsync<HostException>(() => broken.Completion);
        Assert.Contains("CS0103", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private async Task<ProjectBuild> BuildAsync(string project)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Hosting:AppHostDirectory"] = _root,
            ["Hosting:DataFolder"] = Path.Combine(_root, ".data"),
        }).Build();
        var options = new HostOptions(configuration, []);
        options.Paths.Create();
        using var held = HostLock.Take(options.Paths);
        using var log = new ResourceLog("build", options.Paths.LogOf("build"), new Lines(_output), TimeProvider.System);
        var build = new ProjectBuild(options, [project], held, log);
        await build.RunAsync(CancellationToken.None);
        return build;
    }

    private string Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private sealed class Lines(List<string> lines) : IHostConsole
    {
        public void Output(string resource, string line) => lines.Add(line);

        public void Say(string resource, string text) => throw new NotSupportedException();
    }
}
