using StudioOps.Hosting.Orchestration;
using StudioOps.Hosting.Orchestration.Building;

namespace StudioOps.Hosting.Tests.Units;

public sealed class BuildStampTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("build-stamp-").FullName;

    [Fact]
    public void A_project_is_current_until_a_source_of_it_or_of_what_it_references_changes()
    {
        var library = Write("Library/Library.csproj", "<Project />");
        var source = Write("Library/Code.cs", "class A;");
        var program = Write("Program/Program.csproj", """<Project><ItemGroup><ProjectReference Include="../Library/Library.csproj" /></ItemGroup></Project>""");
        var closure = ProjectClosure.Of([program]);
        Assert.Equal([library, program], closure);

        var paths = new HostPaths("sample", Path.Combine(_root, ".data"));
        paths.Create();
        var stamp = new BuildStamp(paths, "Debug");
        Assert.False(stamp.IsCurrent([program], closure), "nothing is built yet");

        foreach (var input in closure.Append(source))
        {
            // Files written within one tick of the kernel's clock would be of the same age.
            File.SetLastWriteTimeUtc(input, File.GetLastWriteTimeUtc(input).AddSeconds(-1));
        }

        Write("Library/bin/Debug/net10.0/Library.dll", "");
        Write("Program/bin/Debug/net10.0/Program.dll", "");
        Assert.True(stamp.IsCurrent([program], closure), "built by other hands, after every source");

        File.SetLastWriteTimeUtc(source, File.GetLastWriteTimeUtc(source).AddSeconds(5));
        Assert.False(stamp.IsCurrent([program], closure), "a source is newer");

        stamp.Write(stamp.Digest(closure));
        Assert.True(stamp.IsCurrent([program], closure), "the build has seen it");

        File.Delete(source);
        File.SetLastWriteTimeUtc(library, File.GetLastWriteTimeUtc(library).AddSeconds(9));
        Assert.False(stamp.IsCurrent([program], closure), "a source is gone");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Write(string path, string text)
    {
        var full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }
}
