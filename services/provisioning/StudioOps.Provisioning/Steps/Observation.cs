namespace StudioOps.Provisioning.Steps;

/// <summary>What a step found.</summary>
/// <param name="Exists">Whether there is anything of this tenant.</param>
/// <param name="Differences">Fields that are not as owed.</param>
/// <param name="ExternalId">What its owner calls it.</param>
/// <param name="SkipReason">Set when the step has nothing to do here and says why.</param>
internal sealed record Observation(bool Exists, IReadOnlyList<Difference> Differences, string? ExternalId = null, string? SkipReason = null)
{
    public static Observation Absent { get; } = new(false, []);

    public static Observation Skipped(string reason) => new(false, [], SkipReason: reason);

    public static Observation Present(string externalId, params IEnumerable<Difference?> differences) =>
        new(true, [.. differences.OfType<Difference>()], externalId);

    /// <summary>Whether anything must be done to have it, or to be rid of it.</summary>
    public bool IsAsWanted(bool present) => present ? Exists && Differences.Count == 0 : !Exists;
}

/// <summary>One field that is not as owed.</summary>
internal sealed record Difference(string Field, string? Wanted, string? Found)
{
    public static Difference? Of(string field, string? wanted, string? found, StringComparison comparison = StringComparison.Ordinal) =>
        string.Equals(wanted, found, comparison) ? null : new Difference(field, wanted, found);
}
