namespace StudioOps.Provisioning.Reconcile;

/// <summary>What steps may ask about a tenant. Two equal ones owe the same, whatever the revisions say.</summary>
/// <remarks>
/// <c>Present</c> is false once it is to go: steps run backwards and take down.
/// <c>OwnerEmail</c> is personal data: never logged, never part of an error.
/// </remarks>
internal sealed record DesiredTenant(
    Guid TenantId, string Slug, string Name, string Plan, string Isolation, string OwnerEmail, bool Present, bool Suspended);
