using System.Globalization;

namespace StudioOps.Hosting.Orchestration.Terminal;

/// <summary>Resources as lines of text: state, time, port, reason.</summary>
internal static class ResourceTable
{
    public static IReadOnlyList<string> Lines(HostStatus status, DateTimeOffset now)
    {
        // A database is healthy or waits for its server; it earns a line only when something is wrong with it.
        var shown = status.Resources.Where(resource => resource.Type != "database" || resource.State == ResourceState.Failed).ToList();
        return
        [
            string.Create(CultureInfo.InvariantCulture, $"{"resource",-24} {"state",-9} {"ready",7} {"port",6}  {(now - status.Since).TotalSeconds:0} s"),
            .. shown.Select(Line),
        ];
    }

    public static string Line(ResourceStatus resource)
    {
        var ready = resource.ReadyAfterSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s") : string.Empty;
        var port = resource.Ports.Count > 0 ? resource.Ports.First().Value.ToString(CultureInfo.InvariantCulture) : string.Empty;
        var reason = FirstLine(resource.Reason);
        return $"{resource.Name,-24} {State(resource),-9} {ready,7} {port,6}  {reason}".TrimEnd();
    }

    public static string State(ResourceStatus resource) => resource.State.ToString().ToLowerInvariant();

    private static string FirstLine(string? text) => text?.Split('\n')[0].TrimEnd() ?? string.Empty;
}
