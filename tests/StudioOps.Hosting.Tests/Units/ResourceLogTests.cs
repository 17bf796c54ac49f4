using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Units;

public sealed class ResourceLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resource-log-").FullName;

    [Fact]
    public void A_log_is_passed_on_kept_and_rotated_by_size()
    {
        var console = new Collected();
        var path = Path.Combine(_folder, "talker.log");
        using (var log = new ResourceLog("talker", path, console, TimeProvider.System))
        {
            var line = new string('x', 64 * 1024);
            for (var number = 0; number < 200; number++)
            {
                log.Write(line);
            }

            log.Write("the last");
            Assert.Equal("the last", log.LastLines[^1]);
            Assert.InRange(log.LastLines.Count, 1, 40);
        }

        Assert.Equal(201, console.Lines);
        Assert.True(File.Exists(path + ".1"));
        Assert.InRange(new FileInfo(path).Length, 1, 8 * 1024 * 1024);
        Assert.EndsWith("Z the last", File.ReadLines(path).Last(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private sealed class Collected : IHostConsole
    {
        public int Lines { get; private set; }

        public void Output(string resource, string line) => Lines++;

        public void Say(string resource, string text) => throw new NotSupportedException();
    }
}
