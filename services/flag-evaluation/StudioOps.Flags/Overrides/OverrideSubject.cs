using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>Whom an override is for, as a caller names them.</summary>
internal readonly record struct OverrideSubject(OverrideLevel Level, string? Name)
{
    /// <summary>One user or one role of a tenant, the tenant itself, or a partner; null for anything between.</summary>
    public static OverrideSubject? Of(string? tenant, string? user, string? role, string? partner) => (tenant, user, role, partner) switch
    {
        (not null, not null, null, null) => new(OverrideLevel.User, user),
        (not null, null, not null, null) => new(OverrideLevel.Role, role),
        (not null, null, null, null) => new(OverrideLevel.Tenant, null),
        (null, null, null, not null) => new(OverrideLevel.Partner, partner),
        _ => null,
    };

    public const string Refusal = "Name a tenant, a tenant and one user or role of it, or a partner.";

    /// <summary>How the row of this tenant spells it.</summary>
    public string In(Guid tenantId) => Name ?? tenantId.ToString();
}
