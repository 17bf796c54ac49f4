namespace StudioOps.Flags.Engine;

/// <summary>What is known about the tenant, whoever asks.</summary>
/// <param name="Id">Its id, in the one spelling used for bucketing and overrides.</param>
/// <param name="Slug">Its slug.</param>
/// <param name="Plan">Key of its plan.</param>
/// <param name="Partner">Its partner, if any.</param>
/// <param name="IsSuspended">A suspended tenant gets fail-safe values only.</param>
public sealed record TenantFacts(string Id, string Slug, string Plan, string? Partner, bool IsSuspended);
