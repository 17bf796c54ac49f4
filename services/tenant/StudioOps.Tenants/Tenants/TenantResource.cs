using System.Linq.Expressions;

namespace StudioOps.Tenants.Tenants;

/// <summary>A tenant as callers see it.</summary>
/// <param name="Id">Stable identity; never reused.</param>
/// <param name="Slug">Immutable name in addresses.</param>
/// <param name="Name">Display name.</param>
/// <param name="Plan">Plan id.</param>
/// <param name="Status"><c>draft</c>, <c>provisioning</c>, <c>active</c>, <c>degraded</c>, <c>suspended</c>, <c>deleting</c> or <c>deleted</c>.</param>
/// <param name="Isolation">How its workspace is kept apart: <c>shared</c> or <c>schema</c>.</param>
/// <param name="OwnerEmail">Where its owner gets mail.</param>
/// <param name="PartnerId">The partner it belongs to, or null.</param>
/// <param name="SuspendedReason">Why it is suspended, or null.</param>
/// <param name="Revision">Its ETag without quotes.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public sealed record TenantResource(
    Guid Id, string Slug, string Name, string Plan, string Status, string Isolation, string OwnerEmail, Guid? PartnerId,
    string? SuspendedReason, long Revision, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static readonly Expression<Func<Tenant, TenantResource>> Select = tenant => new TenantResource(
        tenant.Id, tenant.Slug, tenant.Name, tenant.Plan, tenant.Status, tenant.Isolation, tenant.OwnerEmail, tenant.PartnerId,
        tenant.SuspendedReason, tenant.Revision, tenant.CreatedAt, tenant.UpdatedAt);

    private static readonly Func<Tenant, TenantResource> Compiled = Select.Compile();

    internal static TenantResource Of(Tenant tenant) => Compiled(tenant);
}
