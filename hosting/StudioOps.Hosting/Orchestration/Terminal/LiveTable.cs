namespace StudioOps.Hosting.Orchestration.Terminal;

/// <summary>The table, redrawn in place on a terminal; one plain line per change elsewhere.</summary>
internal sealed class LiveTable(TimeProvider clock) : IDisposable
{
    private readonly Dictionary<string, ResourceState> _told = [];
    private int _drawn;
    private bool _ended;

    public static bool IsTerminal => !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    public void Show(HostStatus status)
    {
        if (_ended)
        {
            return;
        }

        if (IsTerminal)
        {
            Erase();
            var lines = ResourceTable.Lines(status, clock.GetUtcNow());
            var width = Math.Max(40, Console.WindowWidth - 1);
            foreach (var line in lines)
            {
                Console.WriteLine(line.Length > width ? line[..width] : line);
            }

            _drawn = lines.Count;
            return;
        }

        foreach (var resource in status.Resources.Where(resource => resource.Type != "database" && _told.GetValueOrDefault(resource.Name, ResourceState.Waiting) != resource.State))
        {
            _told[resource.Name] = resource.State;

            // Not being there yet is no news a moment after the start.
            Console.WriteLine(ResourceTable.Line(resource.State == ResourceState.Running && !resource.Overdue ? resource with { Reason = null } : resource));
        }
    }

    /// <summary>Takes the table off the screen, so that something else can be printed above the next one.</summary>
    public void Erase()
    {
        if (_drawn > 0)
        {
            // Up to the table's first line, then clear to the end of the screen.
            Console.Write($"\e[{_drawn}A\e[J");
            _drawn = 0;
        }
    }

    public void Dispose() => _ended = true;
}
