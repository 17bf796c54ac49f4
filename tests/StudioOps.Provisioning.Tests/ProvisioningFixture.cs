using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Provisioning.Contracts;
using StudioOps.Provisioning.Data;
using StudioOps.Tenancy;
using StudioOps.Tenants.Contracts;
using StudioOps.Testing;

namespace StudioOps.Provisioning.Tests;

/// <summary>The service on real Postgres, RabbitMQ and SMTP; the three services it drives are stood in for by one small HTTP server.</summary>
public class ProvisioningFixture() : ServiceFixture<Program>(
    "provisioning", configuration => Migrate.RunAsync<ProvisioningDbContext>(configuration, "provisioning", options => new ProvisioningDbContext(options)), withBus: true)
{
    private static int _next;

    internal UpstreamServer Upstreams { get; private set; } = null!;

    internal SmtpReceiver Mail { get; private set; } = null!;

    protected virtual bool WithMail => true;

    protected override IEnumerable<KeyValuePair<string, string>> Settings
    {
        get
        {
            foreach (var service in new[] { "identity", "tenant", "flag-evaluation" })
            {
                yield return new($"services:{service}:http:0", Upstreams.Address);
            }

            yield return new("ServiceAccount:ClientId", "provisioning");
            yield return new("ServiceAccount:ClientSecret", "a secret of this test");
            if (WithMail)
            {
                yield return new("Mail:Endpoint", $"smtp://127.0.0.1:{Mail.Port}");
            }
        }
    }

    protected override async Task BeforeStartAsync()
    {
        Upstreams = await UpstreamServer.StartAsync();
        Mail = new SmtpReceiver();
        Mail.Start();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Upstreams.DisposeAsync();
        Mail.Stop();
    }

    public static Actor Someone => new("operator-1", "Ada Operator");

    public static TenantDetails Details(string status = TenantStatus.Provisioning, string? slug = null, string name = "Acme Studio", string isolation = "schema") =>
        new(slug ?? $"studio-{Interlocked.Increment(ref _next)}", name, "pro", isolation, status, "owner@acme.example", null);

    /// <summary>A tenant as the tenant service tells of it.</summary>
    public async Task<(Guid Id, TenantDetails Details)> CreateAsync(TenantDetails? details = null)
    {
        var (id, tenant) = (Guid.CreateVersion7(), details ?? Details());
        await DeliverAsync(new TenantCreated(id, 1, tenant, Someone, Clock.GetUtcNow()));
        return (id, tenant);
    }

    public async Task<(Guid Id, TenantDetails Details)> ReadyAsync()
    {
        var created = await CreateAsync();
        await UntilAsync(created.Id, IsReady, "everything is provisioned");
        return created;
    }

    public async Task<JsonElement> StateAsync(Guid tenantId) => await (await Operator().GetAsync($"/api/v1/provisioning/{tenantId}")).JsonAsync();

    public async Task<JsonElement> UntilAsync(Guid tenantId, Func<JsonElement, bool> holds, string what)
    {
        JsonElement state = default;
        await Eventually.TrueAsync(async () => holds(state = await StateAsync(tenantId)), what);
        return state;
    }

    /// <summary>Asks for a reconcile and waits for its operation to end.</summary>
    public async Task<JsonElement> ReconcileAsync(Guid tenantId)
    {
        // After the clock jumped, operator changes wait until the standing feed has been read again.
        var accepted = await Eventually.GetAsync(
            async () => await Operator().PostAsync($"/api/v1/provisioning/{tenantId}/reconcile", null) is { StatusCode: not HttpStatusCode.ServiceUnavailable } answer ? answer : null,
            "the standing feed is fresh");
        await accepted.JsonAsync(HttpStatusCode.Accepted);
        JsonElement operation = default;
        await Eventually.TrueAsync(
            async () => (operation = await (await Operator().GetAsync(accepted.Headers.Location)).JsonAsync()).GetProperty("state").GetString() != "running",
            "the operation ended");
        return operation;
    }

    public async Task<IReadOnlyList<ProvisioningChanged>> ChangesAsync(Guid tenantId) =>
        [.. (await AnnouncedAsync<ProvisioningChanged>()).Where(change => change.TenantId == tenantId)];

    public static bool IsReady(JsonElement state) => Condition(state, "Ready") && Condition(state, "Synced");

    public static bool Condition(JsonElement state, string type) =>
        state.GetProperty("conditions").EnumerateArray().Single(condition => condition.GetProperty("type").GetString() == type).GetProperty("status").GetBoolean();

    public static JsonElement Step(JsonElement state, string name) =>
        state.GetProperty("steps").EnumerateArray().Single(step => step.GetProperty("name").GetString() == name);

    public static string? StateOf(JsonElement state, string step) => Step(state, step).GetProperty("state").GetString();
}

public sealed class NoMailFixture : ProvisioningFixture
{
    protected override bool WithMail => false;
}
