using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Overrides;
using StudioOps.Tenants.Contracts;

namespace StudioOps.Flags.Changes;

/// <summary>Makes rows say what a plan wants, unless somebody changed them since it was made. Whoever calls it saves.</summary>
internal sealed class StepTaker(FlagDbContext db, OverrideBook book, FlagSteps flags, InstallationSteps installation)
{
    public Task TakeAsync(PlanStep step, string reason, CancellationToken ct) => step.Type switch
    {
        "override" => OverrideAsync(step, reason, ct),
        "partner-override" => PartnerAsync(step, reason, ct),
        "flag" => flags.TakeAsync(step, reason, ct),
        "segment" => installation.SegmentAsync(step, reason, ct),
        "settings" => installation.SettingsAsync(step, reason, ct),
        _ => throw new StepRefusedException("change-set.kind", $"A {step.Type} cannot be changed by a plan."),
    };

    /// <summary>Looks at what was written as a whole, before it is final.</summary>
    public Task FitAsync(CancellationToken ct) => flags.FitAsync(ct);

    private async Task OverrideAsync(PlanStep step, string reason, CancellationToken ct)
    {
        var (flag, level, subject) = step.Key.Split('/', 4) is [_, var key, var word, var name]
            ? (key, Enum.Parse<OverrideLevel>(word, true), name)
            : throw new StepRefusedException("change-set.kind", $"{step.Key} names no override.");
        if (await db.Tenants.SingleOrDefaultAsync(known => known.Id == step.TenantId, ct) is not { Status: not TenantStatus.Deleted } tenant)
        {
            throw new StepRefusedException("tenant.not-found", $"Tenant {step.TenantId} is not there any more.");
        }

        var row = await db.Overrides.SingleOrDefaultAsync(found => found.TenantId == tenant.Id && found.FlagKey == flag && found.Level == level && found.Subject == subject, ct);
        Check(step, row?.Revision, $"{flag} for {tenant.Slug}");
        if (step.To is not { } to)
        {
            if (row is not null)
            {
                await book.RemoveAsync(tenant, row, reason, ct);
            }

            return;
        }

        var named = new OverrideSubject(level, level == OverrideLevel.Tenant ? null : subject);
        await book.SetAsync(tenant, flag, named, to.TryGetProperty("rank", out var rank) ? rank.GetInt32() : 0, row, Decision(to, reason), ct);
    }

    private async Task PartnerAsync(PlanStep step, string reason, CancellationToken ct)
    {
        var (id, flag) = step.Key.Split('/', 2) is [var first, var key] ? (Guid.Parse(first), key) : throw new StepRefusedException("change-set.kind", $"{step.Key} names no override.");
        if (await db.Partners.SingleOrDefaultAsync(known => known.Id == id && !known.Deleted, ct) is not { } partner)
        {
            throw new StepRefusedException("partner.not-found", $"Partner {id} is not there any more.");
        }

        var row = await db.PartnerOverrides.SingleOrDefaultAsync(found => found.PartnerId == id && found.FlagKey == flag, ct);
        Check(step, row?.Revision, $"{flag} for partner {partner.Slug}");
        if (step.To is { } to)
        {
            await book.SetAsync(partner, flag, row, Decision(to, reason), ct);
        }
        else if (row is not null)
        {
            await book.RemoveAsync(partner, row, reason, ct);
        }
    }

    /// <summary>Refuses what somebody changed since the plan was made.</summary>
    internal static void Check(PlanStep step, long? revision, string what)
    {
        if (step.Was != revision)
        {
            throw new StepRefusedException("change-set.superseded", $"{what} was changed since.");
        }
    }

    // What ran out meanwhile comes back as it was: run out.
    private static Decision Decision(JsonElement to, string reason) => new(
        to.GetProperty("value").GetRawText(),
        Text(to, "reason") ?? reason,
        Text(to, "owner"),
        Text(to, "ticket"),
        to.TryGetProperty("expiresAt", out var ends) && ends.ValueKind == JsonValueKind.String ? ends.GetDateTimeOffset() : null);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
