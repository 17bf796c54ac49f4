using StudioOps.Tenancy;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

// Each service's top-level Program has the same name; any public type of its assembly finds the service just as well.
public class TenantRoom() : Room<Tenants.Tenants.CreateTenantRequest>(
    "tenant", configuration => Migrate.RunAsync<Tenants.Data.TenantDbContext>(configuration, "tenant", options => new(options)), false, "workspaces")
{
    public override IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>
    {
        ["CreateTenant"] = """{"slug":"newcomer","name":"Newcomer","plan":"pro","ownerEmail":"owner@newcomer.example","draft":true}""",
        ["UpdateTenant"] = """{"name":"Renamed","plan":"pro","ownerEmail":"owner@renamed.example"}""",
        ["DeleteTenant"] = """{"slug":"{slug}","reason":"it was asked for"}""",
        ["SuspendTenant"] = """{"reason":"it was asked for"}""",
        ["ResumeTenant"] = """{"reason":"it was asked for"}""",
        ["CreatePartner"] = """{"slug":"new-partner","name":"New partner"}""",
        ["UpdatePartner"] = """{"name":"Renamed"}""",
        ["AttachPartner"] = """{"partner":"isolation-partner"}""",
        ["PutWorkspace"] = """{"isolation":"shared","slug":"{slug}"}""",
    };

    protected override async Task ReadyAsync() =>
        await Operator().PostAsJsonAsync("/api/v1/partners", new { slug = "isolation-partner", name = "A partner" });
}

public class FlagRoom() : Room<Flags.Overrides.SetOverrideRequest>(
    "flag-evaluation", configuration => Migrate.RunAsync<Flags.Data.FlagDbContext>(configuration, "flag-evaluation", options => new(options)))
{
    public override IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>
    {
        ["CreateFlag"] = """{"key":"another-flag","type":"boolean","description":"Another"}""",
        ["UpdateFlag"] = """{"description":"Changed","state":"on","reason":"it was asked for"}""",
        ["ReportFlagUsage"] = """{"tenant":"{tenant}","counts":[{"flag":"isolation-flag","variant":"on","count":1}]}""",
        ["PatchFlag"] = """{"description":"Changed","reason":"it was asked for"}""",
        ["PurgeFlag"] = """{"reason":"it was asked for"}""",
        ["UnarchiveFlag"] = """{"reason":"it was asked for"}""",
        ["CreateSegment"] = """{"key":"another-segment","members":["someone"]}""",
        ["UpdateSegment"] = """{"description":"Changed","reason":"it was asked for"}""",
        ["ChangeSegmentMembers"] = """{"add":["someone-else"],"reason":"it was asked for"}""",
        ["ReplaceSegmentMembers"] = """{"members":["someone"],"reason":"it was asked for"}""",
        ["PlanFlags"] = """{"file":{"version":1,"flags":[],"segments":[]},"remove":false}""",
        ["ApplyFlags"] = """{"file":{"version":1,"flags":[],"segments":[]},"remove":false,"fingerprint":"0000000000000000000000000000000000000000000000000000000000000000","reason":"it was asked for"}""",
        ["ImportFlags"] = """{"format":"flagd","source":{"flags":{}},"decisions":[]}""",
        ["ArchiveSegment"] = """{"reason":"it was asked for"}""",
        ["UnarchiveSegment"] = """{"reason":"it was asked for"}""",
        ["ArchiveFlag"] = """{"reason":"it was asked for"}""",
        ["KillFlag"] = """{"reason":"it was asked for"}""",
        ["RestoreFlag"] = """{"reason":"it was asked for"}""",
        ["ExplainFlag"] = """{"key":"isolation-flag","tenant":"{tenant}","user":"someone"}""",
        ["SetOverride"] = """{"flag":"isolation-flag","tenant":"{tenant}","value":true,"reason":"it was asked for"}""",
        ["RemoveOverride"] = """{"flag":"isolation-flag","tenant":"{tenant}","reason":"it was asked for"}""",
        ["DryRunBulkChange"] = """{"reason":"it was asked for","select":{"tenants":["{tenant}"]},"set":[{"flag":"isolation-flag","value":true}]}""",
        ["ApplyBulkChange"] = """{"reason":"it was asked for","select":{"tenants":["{tenant}"]},"set":[{"flag":"isolation-flag","value":true}],"fingerprint":"0000000000000000000000000000000000000000000000000000000000000000"}""",
        ["TurnEverythingOn"] = """{"reason":"it was asked for"}""",
        ["CancelChangeSet"] = """{"reason":"it was asked for"}""",
        ["ApproveChangeSet"] = """{"reason":"it was asked for"}""",
        ["RejectChangeSet"] = """{"reason":"it was asked for"}""",
        ["CloseReview"] = """{"reason":"it was asked for"}""",
        ["SetFlagSettings"] = """{"requiresApproval":false,"reason":"it was asked for"}""",
        ["TurnMasterSwitch"] = """{"on":true,"reason":"it was asked for"}""",
        ["AddFollower"] = """{"flag":"isolation-flag","webhook":"https://hooks.example/flags"}""",
        ["StopChangeSet"] = """{"reason":"it was asked for"}""",
        ["UndoChangeSet"] = """{"reason":"it was asked for"}""",
        ["PutFlagDefaults"] = """{"slug":"{slug}"}""",
        ["EvaluateFlag"] = """{"context":{"targetingKey":"someone","tenant":"{tenant}"}}""",
        ["EvaluateFlags"] = """{"context":{"targetingKey":"someone","tenant":"{tenant}"}}""",
    };

    protected override IEnumerable<KeyValuePair<string, string>> Settings => 
    [
        new("Streams:TicketKey", "ticket-key-of-these-tests-0123456789"),
        new("Usage:Interval", "1.00:00:00"),   // what a question left to be counted is no change of the next one's
    ];

    protected override async Task ReadyAsync()
    {
        (await Operator().PostAsJsonAsync("/api/v1/flags", new { key = "isolation-flag", type = "boolean" })).EnsureSuccessStatusCode();
        (await Operator().PostAsJsonAsync("/api/v1/segments", new { key = "isolation-segment" })).EnsureSuccessStatusCode();

        // Rows nobody wrote through the service are not in its snapshot: a change brings them there, and soon, but not at once.
        foreach (var studio in Studios.All)
        {
            (await Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = "isolation-flag", tenant = studio.Slug, value = false, reason = "it was asked for" })).EnsureSuccessStatusCode();
            await Eventually.TrueAsync(
                async () => (await Operator().PostAsJsonAsync("/api/v1/flags/explain", new { key = "isolation-flag", tenant = studio.Slug })).IsSuccessStatusCode, $"{studio.Slug} is in the snapshot");
        }
    }
}

public class IdentityRoom() : Room<StudioOps.Identity.Organisations.PutOrganisationRequest>(
    "identity", configuration => Migrate.RunAsync<StudioOps.Identity.Data.IdentityContext>(configuration, "identity", options => new(options)))
{
    public override IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>
    {
        ["CreateServiceAccount"] = """{"tenant":"{tenant}","name":"Robot","permissions":["tenants.read"]}""",
        ["CreateUser"] = """{"tenant":"{tenant}","email":"newcomer@{slug}.example","name":"Newcomer","roles":["TENANT_STAFF"]}""",
        ["UpdateUser"] = """{"name":"Renamed","email":"renamed@{slug}.example"}""",
        ["RestoreUser"] = """{"reason":"it was asked for"}""",
        ["EraseUser"] = """{"reason":"it was asked for"}""",
        ["ResetUserPassword"] = """{"reason":"it was asked for"}""",
        ["ResetUserFactors"] = """{"reason":"it was asked for"}""",
        ["SetMembership"] = """{"roles":["TENANT_STAFF"]}""",
        ["TransferOwnership"] = """{"to":"018f0000-0000-7000-8000-0000000000f1","reason":"it was asked for"}""",
        ["SetPlatformRoles"] = """{"roles":["PLATFORM_SALES"],"reason":"it was asked for"}""",
        ["SetTenantRole"] = """{"description":"At the desk","permissions":["users.read"]}""",
        ["SetSignInPolicy"] = """{"emailDomains":["studio.example"],"demandsMfa":false,"sessionMinutes":60,"brandName":"Studio","brandColour":"#336699","brandLogo":"data:image/png;base64,AAAA"}""",
        ["DisableUser"] = """{"reason":"it was asked for"}""",
        ["EnableUser"] = """{"reason":"it was asked for"}""",
        ["CreateClient"] = """{"clientId":"another-client","surface":"portal","tenant":"{tenant}","settings":{"name":"Another","grants":["authorization_code"],"authMethods":["client_secret_basic"],"redirectUris":["https://another.example/callback"]}}""",
        ["ChangeClient"] = """{"settings":{"name":"Changed","grants":["authorization_code"],"authMethods":["client_secret_basic"],"redirectUris":["https://another.example/callback"]}}""",
        ["RotateClientSecret"] = """{"overlapHours":1}""",
        ["DisableClient"] = """{"reason":"it was asked for"}""",
        ["EnableClient"] = """{"reason":"it was asked for"}""",
        ["StartImpersonation"] = """{"tenant":"{tenant}","user":"018f0000-0000-7000-8000-00000000abcd","reason":"it was asked for","ticket":"T-1","minutes":5}""",
        ["PutOrganisation"] = """{"slug":"{slug}","name":"Renamed","ownerEmail":"owner@renamed.example"}""",
    };

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
        new[] { "gateway", "tenant", "flag-evaluation", "provisioning", "admin" }
            .Select(name => KeyValuePair.Create($"ServiceAccounts:{name}", $"{name}-secret-of-these-tests-0123456789abcdef"))
            .Append(new("KeyRing:Password", "key-ring-password-of-these-tests-0123456789"));

    // People are of no tenant; what ties each of these to theirs is the membership that every tenant's seed brings.
    protected override async Task ReadyAsync()
    {
        await using var connection = await SuperuserAsync();
        foreach (var studio in Studios.All)
        {
            await Seed.ExecuteAsync(connection, $"""
                insert into users (id, name, email, normalized_email, platform_roles, permissions_version, must_change_password, disabled, totp_spent_step, created_at,
                  email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
                values ('{studio.Id}', '{studio.Secret}', '{studio.Slug}@people.example', '{studio.Slug.ToUpperInvariant()}@PEOPLE.EXAMPLE', array[]::text[], 1, false, false, 0, now(), true, false, false, true, 0)
                """);
        }
    }
}

public class ProvisioningRoom() : Room<Provisioning.Data.ProvisioningDbContext>(
    "provisioning", configuration => Migrate.RunAsync<Provisioning.Data.ProvisioningDbContext>(configuration, "provisioning", options => new(options)))
{
    public override IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>();

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
        new[] { "identity", "tenant", "flag-evaluation" }.Select(name => KeyValuePair.Create($"services:{name}:http:0", "http://upstream.invalid"))
            .Append(new("ServiceAccount:ClientId", "provisioning")).Append(new("ServiceAccount:ClientSecret", "a secret of this test"));
}

public class AdminRoom() : Room<Admin.Status.StatusResource>("admin", Admin.Data.AdminMigration.RunAsync, withBus: true)
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("studioops-isolation-");

    public override IReadOnlyDictionary<string, string> Bodies { get; } = new Dictionary<string, string>
    {
        ["RecordPageTimings"] = """{"timings":[{"page":"tenants","kind":"load","milliseconds":120.5}]}""",
        ["RedriveDeadLetters"] = """{"reason":"it was asked for"}""",
    };

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Audit:HeadsFile", Path.Combine(_folder.FullName, "heads.jws"))];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
