namespace StudioOps.Identity.Contracts;

/// <summary>Every permission there is. A role is a named set of them; services check the names, identity hands them out.</summary>
/// <remarks>A read permission in a tenant's token reads that tenant's rows; in an operator's token every tenant's.</remarks>
public static class Permissions
{
    /// <summary>See tenants.</summary>
    public const string TenantsRead = "tenants.read";

    /// <summary>Create tenants.</summary>
    public const string TenantsCreate = "tenants.create";

    /// <summary>Change a tenant's details.</summary>
    public const string TenantsWrite = "tenants.write";

    /// <summary>Suspend and resume tenants.</summary>
    public const string TenantsSuspend = "tenants.suspend";

    /// <summary>Delete tenants.</summary>
    public const string TenantsDelete = "tenants.delete";

    /// <summary>Act as a tenant's person, with a trail.</summary>
    public const string TenantsImpersonate = "tenants.impersonate";

    /// <summary>Look at what a customer sees, as that customer, without changing anything.</summary>
    public const string TenantsImpersonateReadOnly = "tenants.impersonate.look";

    /// <summary>See partners.</summary>
    public const string PartnersRead = "partners.read";

    /// <summary>Create, change and delete partners.</summary>
    public const string PartnersWrite = "partners.write";

    /// <summary>See plans.</summary>
    public const string PlansRead = "plans.read";

    /// <summary>See provisioning state.</summary>
    public const string ProvisioningRead = "provisioning.read";

    /// <summary>Ask for a reconcile.</summary>
    public const string ProvisioningReconcile = "provisioning.reconcile";

    /// <summary>See people.</summary>
    public const string UsersRead = "users.read";

    /// <summary>Invite, change, disable people.</summary>
    public const string UsersWrite = "users.write";

    /// <summary>Give and take platform roles, and change whoever holds one.</summary>
    public const string OperatorsWrite = "operators.write";

    /// <summary>See roles and the permission matrix.</summary>
    public const string RolesRead = "roles.read";

    /// <summary>Make, change and remove a tenant's own roles.</summary>
    public const string RolesWrite = "roles.write";

    /// <summary>See service accounts.</summary>
    public const string ServiceAccountsRead = "service-accounts.read";

    /// <summary>Create and remove service accounts.</summary>
    public const string ServiceAccountsWrite = "service-accounts.write";

    /// <summary>See the applications that ask for tokens.</summary>
    public const string ClientsRead = "clients.read";

    /// <summary>Add, change, rotate and switch off applications that ask for tokens.</summary>
    public const string ClientsWrite = "clients.write";

    /// <summary>See flag definitions and overrides.</summary>
    public const string FlagsRead = "flags.read";

    /// <summary>Change flag definitions.</summary>
    public const string FlagsWrite = "flags.write";

    /// <summary>Set and remove overrides.</summary>
    public const string FlagsOverride = "flags.override";

    /// <summary>Kill a flag and bring it back.</summary>
    public const string FlagsKill = "flags.kill";

    /// <summary>Delete for good what has been in the archive long enough.</summary>
    public const string FlagsPurge = "flags.purge";

    /// <summary>Evaluate flags for one's own tenant.</summary>
    public const string FlagsEvaluate = "flags.evaluate";

    /// <summary>Evaluate flags for any tenant named in the context.</summary>
    public const string FlagsEvaluateAny = "flags.evaluate.any";

    /// <summary>Read the audit log.</summary>
    public const string AuditRead = "audit.read";

    /// <summary>Read one's own profile (everyone signed in has it).</summary>
    public const string ProfileRead = "profile.read";

    /// <summary>Change one's own profile and end one's own sign-ins (everyone signed in has it).</summary>
    public const string ProfileWrite = "profile.write";

    /// <summary>See dependency detail of status pages.</summary>
    public const string InfrastructureRead = "infrastructure.read";

    /// <summary>Bring put-aside messages back to their queues.</summary>
    public const string InfrastructureWrite = "infrastructure.write";

    /// <summary>Read the standing feed (services).</summary>
    public const string StandingRead = "standing.read";

    /// <summary>Read host names and the portals behind them (the gateway).</summary>
    public const string HostsRead = "hosts.read";

    /// <summary>Make, see and remove organisations (provisioning).</summary>
    public const string OrganisationsManage = "organisations.manage";

    /// <summary>Make, see and remove workspaces (provisioning).</summary>
    public const string WorkspacesManage = "workspaces.manage";

    /// <summary>Make, see and remove a tenant's flag set (provisioning).</summary>
    public const string FlagDefaultsManage = "flag-defaults.manage";
}
