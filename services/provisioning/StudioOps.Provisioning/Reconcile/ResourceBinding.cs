namespace StudioOps.Provisioning.Reconcile;

/// <summary>The thing a step made for a tenant, by the name its owner knows it under.</summary>
internal sealed class ResourceBinding
{
    public required Guid TenantId { get; init; }

    /// <summary>The step that made it.</summary>
    public required string Step { get; init; }

    public required string ExternalId { get; set; }

    public required DateTimeOffset BoundAt { get; set; }
}
