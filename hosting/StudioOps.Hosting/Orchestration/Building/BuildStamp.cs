using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Hosting.Orchestration.Building;

/// <summary>Tells whether what was built still fits its sources, without asking the build, which takes seconds to say nothing.</summary>
internal sealed class BuildStamp(HostPaths paths, string configuration)
{
    private string StampFile => Path.Combine(paths.Scratch, configuration + ".stamp");

    public bool IsCurrent(IReadOnlyCollection<string> projects, IReadOnlyCollection<string> closure) =>
        projects.All(project => ProjectOutput.Find(project, configuration) is not null)
        && ((File.Exists(StampFile) && File.ReadAllText(StampFile) == Digest(closure)) || IsNewerThanSources(closure));

    /// <summary>Says of which sources what was built is made: their digest from before the build.</summary>
    public void Write(string digest) => File.WriteAllText(StampFile, digest);

    /// <summary>Changes with every source of these projects and every file that shapes their build.</summary>
    public string Digest(IEnumerable<string> projects)
    {
        var text = new StringBuilder(configuration);
        foreach (var file in projects.SelectMany(project => ProjectClosure.Inputs(project).Concat(ProjectClosure.SharedInputs(project))))
        {
            text.Append('\n').Append(file.FullName).Append(' ').Append(file.LastWriteTimeUtc.Ticks).Append(' ').Append(file.Length);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>A tree built by other hands has no stamp, but every output is younger than all it is made of.</summary>
    private bool IsNewerThanSources(IReadOnlyCollection<string> closure)
    {
        var newestShared = closure.SelectMany(ProjectClosure.SharedInputs).Select(file => file.LastWriteTimeUtc).DefaultIfEmpty().Max();
        return closure.All(project => ProjectOutput.Find(project, configuration) is { } output
            && output.LastWriteTimeUtc > newestShared
            && ProjectClosure.Inputs(project).All(input => input.LastWriteTimeUtc < output.LastWriteTimeUtc));
    }
}
