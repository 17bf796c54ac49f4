using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace StudioOps.Tenancy;

/// <summary>What a service other than the tenant service remembers of a tenant, learnt from events.</summary>
public sealed class KnownTenant
{
    public Guid Id { get; init; }

    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Plan { get; private set; } = "";

    public string Status { get; private set; } = "";

    public Guid? PartnerId { get; private set; }

    /// <summary>Revision of the newest event applied.</summary>
    public long Revision { get; private set; }

    /// <summary>Takes in an event unless a newer one was applied already; whether it did.</summary>
    public bool TryApply(long revision, string slug, string name, string plan, string status, Guid? partnerId)
    {
        if (revision <= Revision)
        {
            return false;
        }

        (Revision, Slug, Name, Plan, Status, PartnerId) = (revision, slug, name, plan, status, partnerId);
        return true;
    }

    /// <summary>Maps the table <c>known_tenants</c>; call <c>EnableTenantIsolation("known_tenants", "id")</c> in the migration.</summary>
    public static void Map(ModelBuilder model) => model.Entity<KnownTenant>(tenant =>
    {
        tenant.ToTable("known_tenants");
        tenant.HasKey(t => t.Id);
        tenant.Property(t => t.Id).ValueGeneratedNever();
        tenant.HasIndex(t => t.Slug);
        tenant.Property(t => t.Revision).IsConcurrencyToken();
    });
}

/// <summary>A tenant as an address names it: slug or id.</summary>
public readonly record struct TenantKey(string Value)
{
    /// <summary>The id, when the address gave one.</summary>
    public Guid? Id => Guid.TryParse(Value, out var id) ? id : null;

    /// <summary>Binds <c>{tenant}</c> in routes.</summary>
    public static bool TryParse(string? value, IFormatProvider? provider, out TenantKey key)
    {
        key = new TenantKey(value ?? "");
        return value is { Length: > 0 and <= 64 };
    }

    /// <summary>The tenant this key names, as a filter.</summary>
    public Expression<Func<KnownTenant, bool>> Matches()
    {
        var (id, slug) = (Id, Value);
        return id is null ? tenant => tenant.Slug == slug : tenant => tenant.Id == id;
    }
}
