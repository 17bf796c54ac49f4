using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace StudioOps.Flags.Client.Following;

/// <summary>Keeps what was last heard. Written beside and moved into place: a crash leaves the old or the new, never half of one.</summary>
internal sealed partial class StateFile
{
    private readonly string? _path;
    private readonly string _source;
    private readonly ILogger _logger;

    public StateFile(IOptions<FlagClientOptions> options, ILogger<StateFile> logger)
    {
        (_path, _source, _logger) = (options.Value.StateFile, options.Value.Source, logger);
        Kept = Read();
    }

    /// <summary>What was kept when this process started; null when there was nothing to be used.</summary>
    public View? Kept { get; }

    public void Write(View view)
    {
        if (_path is null)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(_path))!);
            var beside = $"{_path}.{Environment.ProcessId}";
            // Rules may name people: the file is for its owner's eyes.
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(beside, options))
            {
                JsonSerializer.Serialize(stream, new Content(_source, view), View.Json);
            }

            File.Move(beside, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotKept(_path, e);
        }
    }

    private View? Read()
    {
        try
        {
            return _path is not null && File.Exists(_path) && JsonSerializer.Deserialize<Content>(File.ReadAllText(_path), View.Json) is { View: { } view } content && content.Source == _source
                ? view
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            LogUnreadable(_path!, e);
            return null;
        }
    }

    private sealed record Content(string Source, View? View);

    [LoggerMessage(LogLevel.Warning, "The flags could not be kept in {Path}: the next start waits for the network")]
    private partial void LogNotKept(string path, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The flags kept in {Path} cannot be read")]
    private partial void LogUnreadable(string path, Exception exception);
}
