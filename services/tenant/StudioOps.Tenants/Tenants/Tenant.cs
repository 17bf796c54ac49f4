using StudioOps.Tenants.Contracts;

namespace StudioOps.Tenants.Tenants;

/// <summary>An account with its own people and data, and where it stands in its life.</summary>
internal sealed class Tenant
{
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public required string Plan { get; set; }

    public required string Isolation { get; init; }

    public required string OwnerEmail { get; set; }

    public Guid? PartnerId { get; set; }

    public string Status { get; private set; } = TenantStatus.Draft;

    /// <summary>Whether everything promised exists; kept while suspended, so that resuming knows where to go on.</summary>
    public bool Ready { get; private set; }

    public string? SuspendedReason { get; private set; }

    /// <summary>Grows with every change; the ETag, and what consumers order by.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>Newest provisioning state taken in.</summary>
    public long ProvisioningRevision { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public TenantDetails Details => new(Slug, Name, Plan, Isolation, Status, OwnerEmail, PartnerId);

    private bool InUse => Status is TenantStatus.Active or TenantStatus.Degraded;

    public bool TryStart(DateTimeOffset at) => Status == TenantStatus.Draft && Become(TenantStatus.Provisioning, at);

    public bool TrySuspend(string reason, DateTimeOffset at)
    {
        if (!InUse && Status != TenantStatus.Provisioning)
        {
            return false;
        }

        SuspendedReason = reason;
        return Become(TenantStatus.Suspended, at);
    }

    public bool TryResume(DateTimeOffset at)
    {
        if (Status != TenantStatus.Suspended)
        {
            return false;
        }

        SuspendedReason = null;
        return Become(Ready ? TenantStatus.Active : TenantStatus.Provisioning, at);
    }

    public bool TryDelete(DateTimeOffset at) => Status is not (TenantStatus.Deleting or TenantStatus.Deleted) && Become(TenantStatus.Deleting, at);

    public bool TryFinishDeletion(DateTimeOffset at) => Status == TenantStatus.Deleting && Become(TenantStatus.Deleted, at);

    /// <summary>Makes it this partner's, or nobody's; whether that was a change.</summary>
    public bool TryBelongTo(Guid? partner, DateTimeOffset at)
    {
        if (PartnerId == partner)
        {
            return false;
        }

        PartnerId = partner;
        Touch(at);
        return true;
    }

    /// <summary>Takes in what provisioning says, unless something newer was taken in before.</summary>
    public ProvisioningEffect Observe(long provisioningRevision, bool ready, bool broken, DateTimeOffset at)
    {
        if (provisioningRevision <= ProvisioningRevision || Status is TenantStatus.Deleting or TenantStatus.Deleted)
        {
            return ProvisioningEffect.None;
        }

        (ProvisioningRevision, Ready) = (provisioningRevision, ready);
        if (ready && Status is TenantStatus.Provisioning or TenantStatus.Degraded)
        {
            Become(TenantStatus.Active, at);
            return ProvisioningEffect.Activated;
        }

        if (broken && Status == TenantStatus.Active)
        {
            Become(TenantStatus.Degraded, at);
            return ProvisioningEffect.Degraded;
        }

        return ProvisioningEffect.None;
    }

    /// <summary>Counts an edit.</summary>
    public void Touch(DateTimeOffset at) => (Revision, UpdatedAt) = (Revision + 1, at);

    private bool Become(string status, DateTimeOffset at)
    {
        Status = status;
        Touch(at);
        return true;
    }
}

internal enum ProvisioningEffect
{
    None,
    Activated,
    Degraded,
}
