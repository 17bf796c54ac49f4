using StudioOps.Identity.Roles;
using StudioOps.Testing;
using static StudioOps.Identity.Contracts.Permissions;

namespace StudioOps.Identity.Tests.Users;

public sealed class RoleTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    /// <summary>The table the source systems and the design agree on, written out once more by hand.</summary>
    public static TheoryData<string, string[]> Matrix() => new()
    {
        {
            "PLATFORM_MANAGER",
            [
                TenantsRead, TenantsCreate, TenantsWrite, TenantsSuspend, TenantsDelete, TenantsImpersonate, UsersRead, UsersWrite, RolesRead, RolesWrite, FlagsRead, FlagsWrite,
                FlagsOverride, FlagsKill, FlagsEvaluate, FlagsEvaluateAny, ProvisioningRead, ProvisioningReconcile, AuditRead, ServiceAccountsRead, ServiceAccountsWrite,
                PartnersRead, PartnersWrite, PlansRead, ProfileRead, ProfileWrite, InfrastructureRead, InfrastructureWrite,
            ]
        },
        {
            "PLATFORM_SUPPORT",
            [
                TenantsRead, UsersRead, RolesRead, FlagsRead, ProvisioningRead, AuditRead, ServiceAccountsRead, PartnersRead, PlansRead, ProfileRead, ProfileWrite, InfrastructureRead, FlagsEvaluateAny, ClientsRead, TenantsImpersonateReadOnly,
            ]
        },
        { "PLATFORM_SALES", [TenantsRead, TenantsCreate, TenantsWrite, PartnersRead, PlansRead, UsersRead, ProfileRead, ProfileWrite] },
        {
            "TENANT_OWNER",
            [
                TenantsRead, TenantsWrite, UsersRead, UsersWrite, RolesRead, RolesWrite, ServiceAccountsRead, ServiceAccountsWrite, FlagsRead, FlagsEvaluate, ProvisioningRead, AuditRead,
                PlansRead, ProfileRead, ProfileWrite,
            ]
        },
        {
            "TENANT_MANAGER",
            [
                TenantsRead, TenantsWrite, UsersRead, UsersWrite, RolesRead, RolesWrite, ServiceAccountsRead, FlagsRead, FlagsEvaluate, ProvisioningRead, AuditRead, PlansRead, ProfileRead, ProfileWrite,
            ]
        },
        { "TENANT_STAFF", [TenantsRead, FlagsEvaluate, ProfileRead, ProfileWrite] },
        { "teacher", [FlagsEvaluate, ProfileRead, ProfileWrite] },
        { "student", [FlagsEvaluate, ProfileRead, ProfileWrite] },
        { "parent", [FlagsEvaluate, ProfileRead, ProfileWrite] },
        { "CUSTOMER", [FlagsEvaluate, ProfileRead, ProfileWrite] },
    };

    [Theory]
    [MemberData(nameof(Matrix))]
    public void A_role_is_exactly_these_permissions(string role, string[] permissions) =>
        Assert.Equal(permissions.Order(StringComparer.Ordinal), BuiltInRoles.All.Single(r => r.Name == role).Permissions);

    [Fact]
    public void A_superuser_may_everything_a_person_may_and_nothing_a_service_may()
    {
        var superuser = BuiltInRoles.All.Single(r => r.Name == "SUPERUSER").Permissions;
        Assert.Equal(TestIdentity.AllPermissions.Except(BuiltInRoles.ServicePermissions).Order(StringComparer.Ordinal), superuser);
        Assert.DoesNotContain(BuiltInRoles.All, r => r.Permissions.Any(BuiltInRoles.ServicePermissions.Contains));
    }

    [Fact]
    public void Support_and_sales_change_no_flags_and_impersonate_nobody()
    {
        foreach (var role in BuiltInRoles.All.Where(r => r.Name is "PLATFORM_SUPPORT" or "PLATFORM_SALES"))
        {
            Assert.DoesNotContain(role.Permissions, p => p is FlagsWrite or FlagsOverride or FlagsKill or TenantsImpersonate or TenantsDelete or TenantsSuspend);
        }
    }

    [Fact]
    public async Task The_matrix_is_served_as_stored()
    {
        using var client = identity.Operator(RolesRead);
        var json = await (await client.GetAsync("/api/v1/roles")).JsonAsync();
        var served = json.GetProperty("items").EnumerateArray().ToDictionary(
            r => r.GetProperty("name").GetString()!, r => r.GetProperty("permissions").EnumerateArray().Select(p => p.GetString()!).ToArray());
        Assert.Equal(BuiltInRoles.All.Count, served.Count);
        Assert.All(BuiltInRoles.All, role => Assert.Equal(role.Permissions, served[role.Name]));
    }

    [Fact]
    public async Task A_tenant_sees_its_own_roles_only()
    {
        using var client = identity.Member(IdentityFixture.Northwind, RolesRead);
        var json = await (await client.GetAsync("/api/v1/roles")).JsonAsync();
        Assert.All(json.GetProperty("items").EnumerateArray(), r => Assert.Equal("tenant", r.GetProperty("kind").GetString()));
        Assert.DoesNotContain(json.GetProperty("permissions").EnumerateArray(), p => p.GetString() == TenantsDelete);
    }
}
