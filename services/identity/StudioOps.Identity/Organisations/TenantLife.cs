using StudioOps.Tenants.Contracts;

namespace StudioOps.Identity.Organisations;

internal static class TenantLife
{
    /// <summary>Nobody of a tenant in this state may use the product.</summary>
    public static bool IsBlocked(string status) => status is TenantStatus.Suspended or TenantStatus.Deleting or TenantStatus.Deleted;
}
