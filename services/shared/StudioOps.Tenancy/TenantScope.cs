using StudioOps.ServiceDefaults;

namespace StudioOps.Tenancy;

/// <summary>The one tenant whose rows this unit of work may see and change. None means no rows.</summary>
public sealed class TenantScope
{
    /// <summary>The tenant, or null.</summary>
    public Guid? TenantId { get; private set; }

    /// <summary>Set while a transaction carries the tenant, so that it cannot be swapped under it.</summary>
    internal bool InUse { get; set; }

    /// <summary>Names the tenant. A unit of work has one; entering another while rows of the first are open is a bug.</summary>
    public void Enter(Guid tenantId)
    {
        if (InUse && TenantId != tenantId)
        {
            throw new InvalidOperationException("This unit of work already reads another tenant's rows; save or dispose it first.");
        }

        TenantId = tenantId;
        Telemetry.Concerns(tenantId);
    }
}
