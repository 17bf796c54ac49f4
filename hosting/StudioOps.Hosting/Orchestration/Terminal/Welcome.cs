using System.Text;
using System.Text.Json;

namespace StudioOps.Hosting.Orchestration.Terminal;

/// <summary>Where to go and who to be: links, and the demo sign-ins when a development seed wrote some.</summary>
internal static class Welcome
{
    public static string Text(HostStatus status, HostPaths paths)
    {
        var text = new StringBuilder();
        foreach (var link in status.Resources.Where(resource => resource is { IsReady: true, IsAuxiliary: false }).SelectMany(resource => resource.Urls))
        {
            text.AppendLine().Append($"  {link.Name,-20} {link.Url}");
        }

        text.AppendLine().Append($"  {"Logs",-20} {paths.Logs}");
        foreach (var resource in status.Resources.Where(resource => resource.IsAuxiliary))
        {
            foreach (var link in resource.Urls)
            {
                text.AppendLine().Append($"  {link.Name,-20} {(resource.IsReady ? link.Url : $"is not there: {resource.Reason ?? resource.State.ToString().ToLowerInvariant()}")}");
            }
        }

        foreach (var line in SignIns(paths.Credentials))
        {
            text.AppendLine().Append(line);
        }

        return text.ToString();
    }

    private static IEnumerable<string> SignIns(string file)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file));
            if (!document.RootElement.TryGetProperty("people", out var people))
            {
                return [];
            }

            return [string.Empty, "  Sign in as", .. people.EnumerateArray().Select(Person)];
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or InvalidOperationException)
        {
            return [$"  The sign-ins in {file} are not readable: {unreadable.Message}"];
        }
    }

    private static string Person(JsonElement person)
    {
        var roles = person.TryGetProperty("roles", out var list) ? string.Join(", ", list.EnumerateArray().Select(role => role.ToString())) : string.Empty;
        var tenant = person.TryGetProperty("tenant", out var at) && at.ValueKind == JsonValueKind.String ? $" at {at}" : string.Empty;
        return $"  {person.GetProperty("email"),-36} {person.GetProperty("password"),-24} {roles}{tenant}";
    }
}
