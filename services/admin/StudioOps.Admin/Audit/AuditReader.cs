using Microsoft.EntityFrameworkCore;
using StudioOps.Admin.Data;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>The chains a caller may read: an operator every one, a tenant's own caller theirs, which row security sees to.</summary>
internal sealed class AuditReader(AdminDbContext db, CrossTenant<AdminDbContext> all, Caller caller) : IAsyncDisposable
{
    /// <summary>How a filter names the chain of records that concern no tenant; no slug may be this word.</summary>
    public const string Platform = "platform";

    private AdminDbContext? _everyone;

    /// <summary>Read from this and nothing else.</summary>
    public AdminDbContext Db => caller.IsPlatform ? _everyone ??= all.Read(caller) : db;

    /// <summary>The chains a slug, an id or <see cref="Platform"/> names; null names no chain in particular. A slug that was used again has several.</summary>
    public async Task<IReadOnlyList<Guid>?> ChainsAsync(string? tenant, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(tenant))
        {
            return null;
        }

        if (tenant == Platform)
        {
            return [AuditRecord.Platform];
        }

        return Guid.TryParse(tenant, out var id) ? [id]
            : !tenant.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? []
            : await Db.Tenants.Where(known => known.Slug == tenant).Select(known => known.Id).ToListAsync(ct);
    }

    /// <summary>What these chains are called; a tenant nobody told us of yet has its id for a name.</summary>
    public async Task<Func<Guid, AuditTenant?>> NamesAsync(IEnumerable<Guid> chains, CancellationToken ct)
    {
        var ids = chains.Where(chain => chain != AuditRecord.Platform).Distinct().ToArray();
        var known = ids.Length == 0 ? [] : await Db.Tenants.Where(tenant => ids.Contains(tenant.Id)).ToDictionaryAsync(tenant => tenant.Id, ct);
        return chain => chain == AuditRecord.Platform ? null
            : known.TryGetValue(chain, out var tenant) ? new AuditTenant(chain, tenant.Slug, tenant.Name)
            : new AuditTenant(chain, null, null);
    }

    public ValueTask DisposeAsync() => _everyone?.DisposeAsync() ?? ValueTask.CompletedTask;
}
