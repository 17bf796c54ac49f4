using System.Globalization;

namespace StudioOps.Hosting.Orchestration;

/// <summary>What a resource printed: kept in a file that is rotated by size, its last lines in memory, all of it passed on.</summary>
internal sealed class ResourceLog(string name, string path, IHostConsole console, TimeProvider clock, ConsoleHistory? history = null) : IDisposable
{
    private const int LinesInMemory = 40;
    private const long LargestFile = 8 * 1024 * 1024;
    private readonly Lock _gate = new();
    private readonly Queue<string> _last = new();
    private StreamWriter? _writer;

    public string Path => path;

    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_gate)
            {
                return [.. _last];
            }
        }
    }

    public void Write(string line) => Write(line, isError: false);

    public void WriteError(string line) => Write(line, isError: true);

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    private void Write(string line, bool isError)
    {
        lock (_gate)
        {
            _last.Enqueue(line);
            if (_last.Count > LinesInMemory)
            {
                _last.Dequeue();
            }

            var writer = Writer();
            writer.Write(clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ ", CultureInfo.InvariantCulture));
            writer.WriteLine(line);
        }

        history?.Add(name, line, isError);
        console.Output(name, line);
    }

    private StreamWriter Writer()
    {
        if (_writer?.BaseStream.Length > LargestFile)
        {
            _writer.Dispose();
            _writer = null;
            File.Move(path, path + ".1", overwrite: true);
        }

        return _writer ??= new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
    }
}
