using System.Collections.Frozen;
using System.Reflection;
using static StudioOps.Identity.Contracts.Permissions;

namespace StudioOps.Identity.Roles;

/// <summary>The roles every installation has and what they may do. Written to the role table at every start.</summary>
internal static class BuiltInRoles
{
    /// <summary>What our own services do for each other; no person and no other account ever holds these.</summary>
    public static readonly FrozenSet<string> ServicePermissions =
        FrozenSet.Create(StringComparer.Ordinal, StandingRead, HostsRead, OrganisationsManage, WorkspacesManage, FlagDefaultsManage);

    public static readonly FrozenSet<string> AllPermissions = typeof(Contracts.Permissions)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!)
        .Where(p => !ServicePermissions.Contains(p)).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Owner =
    [
        TenantsRead, TenantsWrite, UsersRead, UsersWrite, RolesRead, RolesWrite, ServiceAccountsRead, ServiceAccountsWrite,
        FlagsRead, FlagsEvaluate, ProvisioningRead, AuditRead, PlansRead, ProfileRead, ProfileWrite,
    ];

    /// <summary>What may be held inside a tenant at most.</summary>
    public static readonly FrozenSet<string> TenantPermissions = Owner.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Evaluates = [FlagsEvaluate, ProfileRead, ProfileWrite];

    public static IReadOnlyList<Role> All { get; } =
    [
        Of("SUPERUSER", RoleKind.Platform, "Everything.", AllPermissions),
        Of("PLATFORM_MANAGER", RoleKind.Platform, "Runs the platform: tenants, people, flags, provisioning.",
        [
            TenantsRead, TenantsCreate, TenantsWrite, TenantsSuspend, TenantsDelete, TenantsImpersonate, UsersRead, UsersWrite, RolesRead, RolesWrite,
            FlagsRead, FlagsWrite, FlagsOverride, FlagsKill, FlagsEvaluate, FlagsEvaluateAny, ProvisioningRead, ProvisioningReconcile,
            AuditRead, ServiceAccountsRead, ServiceAccountsWrite, PartnersRead, PartnersWrite, PlansRead, ProfileRead, ProfileWrite, InfrastructureRead, InfrastructureWrite,
        ]),
        Of("PLATFORM_SUPPORT", RoleKind.Platform, "Sees everything, changes nothing but their own sign-ins.",
            [.. AllPermissions.Where(p => p.EndsWith(".read", StringComparison.Ordinal)), FlagsEvaluateAny, ProfileWrite, TenantsImpersonateReadOnly]),
        Of("PLATFORM_SALES", RoleKind.Platform, "Creates and looks after tenants.",
            [TenantsRead, TenantsCreate, TenantsWrite, PartnersRead, PlansRead, UsersRead, ProfileRead, ProfileWrite]),
        Of("TENANT_OWNER", RoleKind.Tenant, "Owns the tenant.", Owner),
        Of("TENANT_MANAGER", RoleKind.Tenant, "Runs the tenant.", Owner.Where(p => p != ServiceAccountsWrite)),
        Of("TENANT_STAFF", RoleKind.Tenant, "Works there.", [TenantsRead, .. Evaluates]),
        Of("teacher", RoleKind.Tenant, "Teaches there.", Evaluates),
        Of("student", RoleKind.Tenant, "Learns there.", Evaluates),
        Of("parent", RoleKind.Tenant, "Looks after a student.", Evaluates),
        Of("CUSTOMER", RoleKind.Tenant, "Buys there.", Evaluates),
    ];

    /// <summary>What each of our services may do with its own token.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Services { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["tenant"] = [StandingRead],
        ["flag-evaluation"] = [StandingRead],
        ["admin"] = [StandingRead],
        ["gateway"] = [StandingRead, HostsRead],
        ["provisioning"] = [StandingRead, OrganisationsManage, WorkspacesManage, FlagDefaultsManage],
    };

    private static Role Of(string name, RoleKind kind, string description, IEnumerable<string> permissions) =>
        new() { Name = name, Kind = kind, Description = description, Permissions = [.. permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
}
