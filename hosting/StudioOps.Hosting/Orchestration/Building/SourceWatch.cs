using System.Xml;

namespace StudioOps.Hosting.Orchestration.Building;

/// <summary>Looks after the sources of what runs: what a change touches is built and started again, everything else is left alone.</summary>
internal sealed class SourceWatch(HostOptions options, Orchestrator orchestrator, ProjectBuild build, IHostConsole console, TimeProvider clock)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);
    private readonly BuildStamp _stamp = new(options.Paths, options.BuildConfiguration);

    /// <summary>Returns once the graph's own program was built anew and has to take its place.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        var seen = Look() ?? [];
        await Task.WhenAny(build.Completion).WaitAsync(cancellationToken);   // failed or not
        while (true)
        {
            var now = await NextAsync(seen, timer, cancellationToken);
            var changed = now.Where(project => seen.GetValueOrDefault(project.Key) != project.Value).Select(project => project.Key).ToHashSet();
            seen = now;
            try
            {
                if (await TakeAsync(changed, cancellationToken))
                {
                    return;
                }
            }
            catch (HostException failure)
            {
                Say($"{failure.Message}{Environment.NewLine}What runs goes on as it was.");
            }
        }
    }

    /// <summary>The sources as they are once they differ and nobody has written for a moment: an editor saves several files in a row.</summary>
    private async Task<Dictionary<string, string>> NextAsync(Dictionary<string, string> seen, PeriodicTimer timer, CancellationToken cancellationToken)
    {
        for (var last = seen; await timer.WaitForNextTickAsync(cancellationToken);)
        {
            var now = Look() ?? seen;
            if (!Same(now, seen) && Same(now, last))
            {
                return now;
            }

            last = now;
        }

        return seen;
    }

    /// <summary>Builds and starts again what a change touches; true when that is the graph itself.</summary>
    private async Task<bool> TakeAsync(HashSet<string> changed, CancellationToken cancellationToken)
    {
        bool IsTouched(string project) => build.Completion.IsFaulted || ProjectClosure.Of([project]).Any(changed.Contains);
        var touched = orchestrator.Runners.Where(runner => runner.Resource is ProjectResource project && IsTouched(project.ProjectPath)).ToList();
        var graph = options.AppHostProject is { } own && ProjectClosure.Of([own]).Any(changed.Contains) ? own : null;
        if (touched.Count == 0 && graph is null)
        {
            return false;
        }

        Say($"{string.Join(", ", touched.Select(runner => runner.Resource.Name).Append("the graph").SkipLast(graph is null ? 1 : 0))} changed: building");
        var projects = touched.Select(runner => ((ProjectResource)runner.Resource).ProjectPath);
        await build.AgainAsync([.. (graph is null ? projects : projects.Prepend(graph)).Distinct()], cancellationToken);
        if (graph is not null)
        {
            return true;
        }

        // A step first, so that whoever waits for it finds what it did; and who was stopped by hand stays down.
        foreach (var wave in touched.Where(runner => runner.Board.Current.State != ResourceState.Stopped).GroupBy(runner => runner.RunsToCompletion).OrderByDescending(wave => wave.Key))
        {
            Say($"starting again: {string.Join(", ", wave.Select(runner => runner.Resource.Name))}");
            await Task.WhenAll(wave.Select(runner => runner.RestartAsync(cancellationToken)));
        }

        return false;
    }

    /// <summary>A digest for each project of the graph and all they reference; null while something cannot be read, half saved or gone between two looks.</summary>
    private Dictionary<string, string>? Look()
    {
        try
        {
            var roots = orchestrator.Runners.Select(runner => runner.Resource).OfType<ProjectResource>().Select(project => project.ProjectPath);
            return ProjectClosure.Of(options.AppHostProject is { } own ? roots.Append(own) : roots).Where(File.Exists).ToDictionary(project => project, project => _stamp.Digest([project]));
        }
        catch (Exception halfWritten) when (halfWritten is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }

    private static bool Same(Dictionary<string, string> one, Dictionary<string, string> other) =>
        one.Count == other.Count && one.All(project => other.GetValueOrDefault(project.Key) == project.Value);

    private void Say(string text) => console.Say("watch", text);
}
