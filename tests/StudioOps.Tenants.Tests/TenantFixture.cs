using System.Net;
using System.Text.Json;
using StudioOps.Tenancy;
using StudioOps.Tenants.Data;
using StudioOps.Testing;

namespace StudioOps.Tenants.Tests;

public abstract class TenantServiceFixture(bool withBus) : ServiceFixture<Program>(
    "tenant", configuration => Migrate.RunAsync<TenantDbContext>(configuration, "tenant", options => new TenantDbContext(options)), withBus, "workspaces")
{
    private static int _next;

    public static string NewSlug() => $"studio-{Interlocked.Increment(ref _next)}";

    /// <summary>A tenant as the API makes one: its id, slug and the operation that follows it.</summary>
    public async Task<(Guid Id, string Slug, string Operation)> CreateAsync(string plan = "pro", string? slug = null)
    {
        slug ??= NewSlug();
        var accepted = await (await Operator().PostAsJsonAsync("/api/v1/tenants", Request(slug, plan))).JsonAsync(HttpStatusCode.Accepted);
        var tenant = await Operator().GetFromJsonAsync<JsonElement>($"/api/v1/tenants/{slug}");
        return (tenant.GetProperty("id").GetGuid(), slug, accepted.GetProperty("id").GetString()!);
    }

    public static object Request(string slug, string plan = "pro") => new { slug, name = "Acme Studio", plan, ownerEmail = "owner@acme.example" };
}

/// <summary>Events stay in the outbox.</summary>
public sealed class TenantFixture() : TenantServiceFixture(withBus: false);

/// <summary>With RabbitMQ beside it.</summary>
public sealed class TenantBusFixture() : TenantServiceFixture(withBus: true);
