namespace StudioOps.Architecture.Tests.Rooms;

/// <summary>What each room may touch. A room that is not named here may not exist until somebody decides what it may touch.</summary>
internal static class RoomRules
{
    private const string Shared = "services/shared/";

    /// <summary>What checks that a room can be trimmed; the SDK adds it and nothing of it is shipped.</summary>
    private const string BuildOnly = "Microsoft.NET.ILLink.Tasks";

    /// <summary>Rooms with a fixed list of projects.</summary>
    private static readonly Dictionary<string, string[]> Fixed = new(StringComparer.Ordinal)
    {
        ["StudioOps.AppHost"] = ["StudioOps.Hosting"],
        ["StudioOps.Hosting"] = [],
        ["StudioOps.Hosting.Testing"] = ["StudioOps.Hosting"],
        ["StudioOps.Dashboard"] = [],
        ["StudioOps.ServiceDefaults"] = ["StudioOps.Tokens"],
        ["StudioOps.Contracts"] = [],
        ["StudioOps.Tokens"] = [],
        ["StudioOps.JsonSchema"] = [],
        ["StudioOps.Flags.Engine"] = [],
        ["StudioOps.Flags.Import"] = ["StudioOps.Flags.Engine"],
        ["StudioOps.Messaging"] = ["StudioOps.Contracts"],
        ["StudioOps.Standing"] = ["StudioOps.ServiceDefaults", "StudioOps.Tokens"],
        ["StudioOps.Tenancy"] = ["StudioOps.ServiceDefaults", "StudioOps.Contracts", "StudioOps.Messaging", "StudioOps.Standing", "StudioOps.Tokens"],
        ["StudioOps.Http"] = ["StudioOps.ServiceDefaults", "StudioOps.Contracts", "StudioOps.Messaging", "StudioOps.Standing", "StudioOps.Tenancy", "StudioOps.Tokens"],
        ["StudioOps.Gateway"] = ["StudioOps.ServiceDefaults", "StudioOps.Standing", "StudioOps.Tokens"],
    };

    /// <summary>Packages a room may name; a room that is not here may name what the one version list holds.</summary>
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["StudioOps.AppHost"] = [],
        ["StudioOps.Hosting"] = [],
        ["StudioOps.Dashboard"] = [],
        ["StudioOps.Tokens"] = [],
        ["StudioOps.JsonSchema"] = [],
        ["StudioOps.Flags.Engine"] = [],
        ["StudioOps.Flags.Import"] = [],
        ["StudioOps.Contracts"] = [],
        ["StudioOps.ServiceDefaults"] = ["Npgsql", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Polly.Core", "StackExchange.Redis"],
        ["StudioOps.Standing"] = ["StackExchange.Redis"],
        ["StudioOps.Messaging"] = ["MassTransit.RabbitMQ", "Microsoft.EntityFrameworkCore.Relational", "Npgsql"],
        ["StudioOps.Tenancy"] = ["Microsoft.EntityFrameworkCore.Relational", "Npgsql.EntityFrameworkCore.PostgreSQL"],
        ["StudioOps.Http"] = ["Microsoft.AspNetCore.OpenApi"],
        ["StudioOps.Gateway"] = ["Yarp.ReverseProxy"],
    };

    /// <summary>Rooms that nothing may come along with, not even through others.</summary>
    private static readonly string[] Empty = ["StudioOps.Contracts", "StudioOps.Flags.Engine", "StudioOps.Tokens", "StudioOps.JsonSchema"];

    /// <summary>Storage and bus may not come along with these.</summary>
    private static readonly string[] NoStorage = ["StudioOps.ServiceDefaults", "StudioOps.Standing", "StudioOps.Gateway", "StudioOps.Hosting", "StudioOps.Dashboard"];

    public static IEnumerable<string> References(IEnumerable<ProjectFile> projects) =>
        from project in projects
        where !IsOutside(project.Path)
        from violation in References(project)
        select violation;

    public static IEnumerable<string> PackagesOf(IEnumerable<ProjectFile> projects)
    {
        foreach (var project in projects)
        {
            foreach (var package in project.Versioned)
            {
                yield return $"{project.Name} writes a version for {package}; versions stand in Directory.Packages.props";
            }

            var isContracts = IsContracts(project.Name);
            var allowed = isContracts ? [] : Packages.GetValueOrDefault(project.Name);
            foreach (var package in allowed is null ? [] : project.Packages.Except(allowed))
            {
                yield return $"{project.Name} may not name the package {package}";
            }

            foreach (var package in isContracts || Empty.Contains(project.Name) ? project.Closure.Where(package => package != BuildOnly) : [])
            {
                yield return $"{project.Name} stands on the base library alone, but {package} comes along";
            }

            foreach (var package in NoStorage.Contains(project.Name) ? project.Closure.Where(IsStorage) : [])
            {
                yield return $"{project.Name} knows no storage and no bus, but {package} comes along";
            }
        }
    }

    private static IEnumerable<string> References(ProjectFile project)
    {
        var names = project.References.Select(path => (Path: path, Name: Path.GetFileNameWithoutExtension(path))).ToList();
        if (Fixed.TryGetValue(project.Name, out var allowed))
        {
            return names.Where(reference => !allowed.Contains(reference.Name)).Select(reference => Forbidden(project, reference.Name));
        }

        if (IsContracts(project.Name))
        {
            return names.Where(reference => reference.Name != "StudioOps.Contracts").Select(reference => Forbidden(project, reference.Name));
        }

        if (project.Path.Split('/') is not ["services", not "shared", ..])
        {
            return [$"{project.Path} is a room without a rule: say in RoomRules what it may touch"];
        }

        var room = string.Join('/', project.Path.Split('/')[..2]) + "/";
        return names
            .Where(reference => reference.Name != "StudioOps.ServiceDefaults" && !IsContracts(reference.Name)
                && !reference.Path.StartsWith(Shared, StringComparison.Ordinal) && !reference.Path.StartsWith(room, StringComparison.Ordinal))
            .Select(reference => Forbidden(project, reference.Name));
    }

    private static string Forbidden(ProjectFile project, string reference) => $"{project.Name} may not touch {reference}";

    private static bool IsContracts(string name) => name.EndsWith(".Contracts", StringComparison.Ordinal);

    private static bool IsStorage(string package) => package.Contains("EntityFrameworkCore", StringComparison.Ordinal)
        || package.StartsWith("MassTransit", StringComparison.Ordinal) || package.StartsWith("RabbitMQ", StringComparison.Ordinal);

    private static bool IsOutside(string path) => path.Split('/')[0] is "tests" or "bench" or "clients";
}
