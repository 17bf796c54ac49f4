namespace StudioOps.Tenants.Contracts;

/// <summary>A tenant as it is after the event that carries it.</summary>
/// <remarks>Every tenant event carries it, so a consumer that sees only the newest of them still knows everything.</remarks>
/// <param name="Slug">Immutable name in addresses: <c>^[a-z][a-z0-9-]{1,38}[a-z0-9]$</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Plan">Plan id: <c>mvp</c>, <c>pro</c> or <c>enterprise</c>.</param>
/// <param name="Isolation">How its workspace is kept apart: <c>shared</c> or <c>schema</c>.</param>
/// <param name="Status">One of <see cref="TenantStatus"/>.</param>
/// <param name="OwnerEmail">Where its owner gets mail. Personal data: never logged, dropped on erasure.</param>
/// <param name="PartnerId">The partner it belongs to, or null.</param>
public sealed record TenantDetails(string Slug, string Name, string Plan, string Isolation, string Status, string OwnerEmail, Guid? PartnerId);

/// <summary>The states of a tenant's life.</summary>
public static class TenantStatus
{
    /// <summary>Stored, nothing promised yet.</summary>
    public const string Draft = "draft";

    /// <summary>What it was promised is being made.</summary>
    public const string Provisioning = "provisioning";

    /// <summary>In use.</summary>
    public const string Active = "active";

    /// <summary>In use, but something it was promised is broken.</summary>
    public const string Degraded = "degraded";

    /// <summary>Nobody of it may use the product.</summary>
    public const string Suspended = "suspended";

    /// <summary>What was made for it is being taken down.</summary>
    public const string Deleting = "deleting";

    /// <summary>Gone; the slug stays taken until erasure.</summary>
    public const string Deleted = "deleted";
}
