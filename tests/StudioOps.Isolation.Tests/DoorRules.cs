namespace StudioOps.Isolation.Tests;

/// <summary>What every endpoint owes.</summary>
internal static class DoorRules
{
    /// <summary>Endpoints that ask for no permission, and why.</summary>
    private static readonly (string Pattern, string Why)[] Open =
    [
        ("/health/", "probes have no token, and are told no detail"),
        ("/ofrep/v1/stream", "an EventSource sends no header: the signed ticket in the address says who it is, and standing ends it"),
        ("/openapi/", "the contract is public knowledge"),
        ("/.well-known/", "discovery and keys are published"),
        ("/connect/authorize", "the protocol: checks client, redirect and session itself"),
        ("/connect/token", "the protocol: checks the client and its grant itself"),
        ("/connect/introspect", "the protocol: checks the client itself"),
        ("/connect/revocation", "the protocol: checks the client itself"),
        ("/connect/par", "the protocol: checks the client itself"),
        ("/connect/device_authorization", "the protocol: checks the client itself"),
        ("/connect/end_session", "the protocol: asks the browser's session"),
        ("/connect/userinfo", "the token is the permission; it tells about its own subject alone"),
        ("/account", "pages for browsers, each asks for the session it needs"),
    ];

    /// <summary>A permission, or a reason.</summary>
    public static IEnumerable<string> WithoutPolicy(IEnumerable<Door> doors) => doors
        .Where(door => (door.Policies.Count == 0 || door.IsOpen) && !Open.Any(open => door.Pattern.StartsWith(open.Pattern, StringComparison.Ordinal)))
        .Select(door => $"{door} asks for no permission");

    /// <summary>Who may only read may not write.</summary>
    public static IEnumerable<string> WritesForReaders(IEnumerable<Door> doors) => doors
        .Where(door => !door.IsSafe && door.Policies.Count > 0 && door.Policies.All(policy => policy.Split('|').Any(one => one.EndsWith(".read", StringComparison.Ordinal))))
        .Select(door => $"{door} changes things for whoever may read");
}
