namespace StudioOps.Identity.Assessment;

/// <summary>One rule, and whether it holds.</summary>
/// <param name="Profile">Which text asks for it: <c>rfc9700</c>, <c>oauth2.1</c> or <c>fapi2</c>.</param>
/// <param name="Rule">What must hold, with its section.</param>
/// <param name="Passed">Whether it does.</param>
/// <param name="Fix">What to do; null when nothing is.</param>
internal sealed record Finding(string Profile, string Rule, bool Passed, string? Fix)
{
    public static Finding Of(string profile, string rule, bool passed, string fix) => new(profile, rule, passed, passed ? null : fix);
}

/// <summary>One client against the rules that are its own.</summary>
internal sealed record AssessedClient(string ClientId, string Name, bool Passed, IReadOnlyList<Finding> Findings);

/// <summary>This server and its clients against RFC 9700, OAuth 2.1 and the FAPI 2.0 baseline, as they are now.</summary>
internal sealed record AssessmentReport(bool Passed, DateTimeOffset At, IReadOnlyList<Finding> Server, IReadOnlyList<AssessedClient> Clients);
