namespace StudioOps.Identity.Organisations;

/// <summary>What a tenant is to identity: the thing people are members of. Made and unmade by provisioning.</summary>
internal sealed class Organisation
{
    public required Guid TenantId { get; init; }

    public required string Slug { get; set; }

    public required string Name { get; set; }

    /// <summary>Personal data: goes with the organisation.</summary>
    public required string OwnerEmail { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
