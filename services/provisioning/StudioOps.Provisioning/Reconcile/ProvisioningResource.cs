namespace StudioOps.Provisioning.Reconcile;

/// <summary>A tenant's provisioning as callers see it.</summary>
/// <remarks>
/// <c>Wanted</c> is <c>present</c>, or <c>absent</c> while it is being taken down. <c>ObservedRevision</c> is the tenant revision the
/// last finished run answered to. <c>NextRunAt</c> is null when only a change or a person wakes the reconciler.
/// </remarks>
internal sealed record ProvisioningResource(
    Guid TenantId, string Slug, string Name, string Wanted, long Revision, long DesiredRevision, long ObservedRevision, DateTimeOffset? NextRunAt,
    IReadOnlyList<ConditionResource> Conditions, IReadOnlyList<StepResource> Steps, IReadOnlyList<BindingResource> Bindings, LastRunResource? LastRun)
{
    public static ProvisioningResource Of(Provision p) => new(
        p.TenantId, p.Slug, p.Name, p.Present ? "present" : "absent", p.Revision, p.DesiredRevision, p.ObservedRevision, p.NextRunAt,
        ConditionResource.Of(p),
        [.. p.OrderedSteps.Select(s => new StepResource(s.Name, s.State, s.Error, s.ErrorClass, s.Attempts, s.NextAttemptAt, s.ObservedRevision, s.LastTransitionAt))],
        [.. p.Bindings.OrderBy(b => b.Step, StringComparer.Ordinal).Select(b => new BindingResource(b.Step, b.ExternalId, b.BoundAt))],
        p.LastRunOutcome is null ? null : new LastRunResource(p.LastRunStartedAt!.Value, p.LastRunFinishedAt!.Value, p.LastRunWrites, p.LastRunOutcome));
}

/// <summary><c>Ready</c>, <c>Synced</c> or <c>Healthy</c>, and why not.</summary>
internal sealed record ConditionResource(string Type, bool Status, string? Reason, DateTimeOffset LastTransitionAt)
{
    public static IReadOnlyList<ConditionResource> Of(Provision p) => [One("Ready", p.Ready), One("Synced", p.Synced), One("Healthy", p.Healthy)];

    private static ConditionResource One(string type, Condition condition) => new(type, condition.Holds, condition.Reason, condition.Since);
}

/// <summary>A step is <c>pending</c>, <c>ok</c>, <c>skipped</c> or <c>error</c>; <c>transient</c> and <c>configuration</c> errors are tried again, <c>terminal</c> ones are not.</summary>
internal sealed record StepResource(
    string Name, string State, string? Error, string? ErrorClass, int Attempts, DateTimeOffset? NextAttemptAt, long ObservedRevision, DateTimeOffset LastTransitionAt);

/// <summary>What a step made, by the name its owner knows it under.</summary>
internal sealed record BindingResource(string Step, string ExternalId, DateTimeOffset BoundAt);

/// <summary>The newest finished run; <c>Writes</c> is 0 when everything was as wanted, <c>Outcome</c> is <c>ok</c>, <c>pending</c> or <c>error</c>.</summary>
internal sealed record LastRunResource(DateTimeOffset StartedAt, DateTimeOffset FinishedAt, int Writes, string Outcome);

/// <summary>One line of the list.</summary>
internal sealed record ProvisioningSummary(Guid TenantId, string Slug, string Name, string Wanted, long Revision, IReadOnlyList<ConditionResource> Conditions, LastRunResource? LastRun);
