namespace StudioOps.Hosting.Orchestration.Terminal;

/// <summary>The foreground view: the live table until all is healthy, prefixed output above it, news aloud.</summary>
internal sealed class HostConsole(HostOptions options, TimeProvider clock) : IHostConsole, IDisposable
{
    private static readonly string[] Colours = ["\e[36m", "\e[33m", "\e[32m", "\e[35m", "\e[34m", "\e[96m", "\e[93m", "\e[92m", "\e[95m", "\e[94m"];
    private const string Plain = "\e[0m";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _colours = [];
    private readonly LiveTable _table = new(clock);
    private Orchestrator? _orchestrator;
    private ITimer? _redraw;
    private bool _welcomed;

    public void Follow(Orchestrator orchestrator)
    {
        _orchestrator = orchestrator;
        orchestrator.Changed += (_, _) => Draw();
        if (LiveTable.IsTerminal)
        {
            _redraw = clock.CreateTimer(_ => Draw(), null, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250));
        }
    }

    public void Output(string resource, string line)
    {
        if (!options.Quiet)
        {
            Print($"{Prefix(resource)} {line}");
        }
    }

    public void Say(string resource, string text) => Print($"{Prefix(resource)} {(LiveTable.IsTerminal ? $"\e[1m{text}{Plain}" : "* " + text)}");

    public void Dispose() => _redraw?.Dispose();

    private void Print(string line)
    {
        lock (_gate)
        {
            _table.Erase();
            Console.WriteLine(line);
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_welcomed || _orchestrator is not { IsStopping: false } orchestrator)
            {
                _table.Erase();
                return;
            }

            var status = orchestrator.Status();
            _table.Show(status);
            if (status.IsHealthy)
            {
                _welcomed = true;
                _table.Dispose();
                _redraw?.Dispose();
                Console.WriteLine(Welcome.Text(status, options.Paths));
                Console.WriteLine();
                Console.WriteLine("  Everything is healthy. Ctrl-C stops it all.");
            }
        }
    }

    private string Prefix(string resource)
    {
        if (!LiveTable.IsTerminal)
        {
            return $"[{resource}]";
        }

        lock (_gate)
        {
            if (!_colours.TryGetValue(resource, out var colour))
            {
                _colours[resource] = colour = Colours[_colours.Count % Colours.Length];
            }

            return $"{colour}{resource,-22}{Plain}|";
        }
    }
}
