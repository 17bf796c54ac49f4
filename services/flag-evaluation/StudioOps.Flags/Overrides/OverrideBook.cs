using StudioOps.Flags.Changes;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Tenants;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Overrides;

/// <summary>Writes overrides: the row, its revision, what is announced and what the audit log says. Whoever calls it has checked, and saves.</summary>
internal sealed class OverrideBook(FlagDbContext db, ChangeOrigin origin, AuditTrail audit, TimeProvider clock)
{
    public async Task<FlagOverride> SetAsync(
        KnownTenant tenant, string flag, OverrideSubject subject, int rank, FlagOverride? existing, Decision decision, CancellationToken ct)
    {
        var (before, now) = (existing is null ? null : OverrideFace.Of(existing), clock.GetUtcNow());
        var row = existing ?? db.Add(new FlagOverride
        {
            Id = Guid.CreateVersion7(now), TenantId = tenant.Id, FlagKey = flag, Level = subject.Level, Subject = subject.In(tenant.Id),
        }).Entity;
        row.Decide(decision, origin.Actor.Name, now);
        row.RankAt(rank);
        row.At(await db.NextAsync(tenant.Id, ct));
        db.Enqueue(
            new OverrideSet(
                tenant.Id, row.Id, row.Revision, flag, row.Level.Word(), row.Subject, row.Value, row.Reason, row.ExpiresAt, origin.Actor, now, row.Owner, row.Ticket),
            row.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.set", "override", row.Id.ToString(), $"{flag} for {subject.Name ?? tenant.Slug}")
            { TenantId = tenant.Id, Reason = decision.Reason, Before = before, After = OverrideFace.Of(row), Actor = origin.Actor },
            ct);
        return row;
    }

    public async Task RemoveAsync(KnownTenant tenant, FlagOverride row, string reason, CancellationToken ct)
    {
        var revision = await db.NextAsync(tenant.Id, ct);
        db.Remove(row);
        db.Enqueue(
            new OverrideRemoved(tenant.Id, row.Id, revision, row.FlagKey, row.Level.Word(), row.Subject, reason, origin.Actor, clock.GetUtcNow()), row.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.removed", "override", row.Id.ToString(), $"{row.FlagKey} for {(row.Level == OverrideLevel.Tenant ? tenant.Slug : row.Subject)}")
            { TenantId = tenant.Id, Reason = reason, Before = OverrideFace.Of(row), Actor = origin.Actor },
            ct);
    }

    public async Task<PartnerOverride> SetAsync(KnownPartner partner, string flag, PartnerOverride? existing, Decision decision, CancellationToken ct)
    {
        var (before, now) = (existing is null ? null : OverrideFace.Of(existing), clock.GetUtcNow());
        var row = existing ?? db.Add(new PartnerOverride { Id = Guid.CreateVersion7(now), PartnerId = partner.Id, FlagKey = flag }).Entity;
        row.Decide(decision, origin.Actor.Name, now);
        row.At(await db.NextAsync(partner, ct));
        db.Enqueue(
            new PartnerOverrideSet(partner.Id, row.Id, row.Revision, flag, row.Value, row.Reason, row.Owner, row.Ticket, row.ExpiresAt, origin.Actor, now), row.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.set", "override", row.Id.ToString(), $"{flag} for partner {partner.Slug}")
            { Reason = decision.Reason, Before = before, After = OverrideFace.Of(row), Actor = origin.Actor },
            ct);
        return row;
    }

    public async Task RemoveAsync(KnownPartner partner, PartnerOverride row, string reason, CancellationToken ct)
    {
        var revision = await db.NextAsync(partner, ct);
        db.Remove(row);
        db.Enqueue(new PartnerOverrideRemoved(partner.Id, row.Id, revision, row.FlagKey, reason, origin.Actor, clock.GetUtcNow()), row.Id);
        await audit.RecordAsync(
            db,
            new AuditEntry("override.removed", "override", row.Id.ToString(), $"{row.FlagKey} for partner {partner.Slug}")
            { Reason = reason, Before = OverrideFace.Of(row), Actor = origin.Actor },
            ct);
    }
}
