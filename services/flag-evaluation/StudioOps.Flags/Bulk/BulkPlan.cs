using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using StudioOps.Flags.Changes;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Evaluation;
using StudioOps.Flags.Overrides;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Bulk;

/// <summary>Exactly what a bulk change does: pure, from what was read.</summary>
internal sealed record BulkPlan(IReadOnlyList<PlanStep> Steps, BulkPreview Preview)
{
    public static BulkPlan Of(
        BulkRequest request, IReadOnlyList<(Flag Flag, JsonElement? Value)> decisions, IReadOnlyList<KnownTenant> tenants, IEnumerable<FlagOverride> overrides,
        Installation installation, DateTimeOffset now)
    {
        var own = overrides.ToDictionary(row => (row.TenantId, row.FlagKey));
        List<PlanStep> steps = [];
        List<BulkPreviewItem> items = [];
        var unchanged = 0;
        foreach (var tenant in tenants)
        {
            List<(Flag Flag, JsonElement? Value, FlagOverride? Row)> changing = [];
            foreach (var (flag, value) in decisions)
            {
                var row = own.GetValueOrDefault((tenant.Id, flag.Key));
                if (Same(row, value, request.ExpiresAt))
                {
                    unchanged++;
                    continue;
                }

                changing.Add((flag, value, row));
                steps.Add(new PlanStep(
                    steps.Count, "override", $"{tenant.Id}/{flag.Key}/{OverrideLevel.Tenant.Word()}/{tenant.Id}", tenant.Id, row?.Revision,
                    value is null ? null : FlagJson.Element(new { value, owner = request.Owner, ticket = request.Ticket, expiresAt = request.ExpiresAt?.ToUniversalTime() }))
                {
                    From = row is null ? null : FlagJson.Element(new { value = FlagJson.Read<JsonElement>(row.Value), owner = row.Owner, ticket = row.Ticket, expiresAt = row.ExpiresAt }),
                });
            }

            items.AddRange(Shown(tenant, changing, request, installation, now));
        }

        var affected = items.Where(item => !Equal(item.From, item.To)).Select(item => item.TenantId).Distinct().Count();
        return new(steps, new(Fingerprint(steps), tenants.Count, unchanged, items, affected));
    }

    private static bool Equal(JsonElement? one, JsonElement? other) => one is null || other is null ? one is null && other is null : JsonElement.DeepEquals(one.Value, other.Value);

    private static bool Same(FlagOverride? row, JsonElement? value, DateTimeOffset? expiresAt) => value is null
        ? row is null
        : row is not null && row.ExpiresAt == expiresAt && JsonElement.DeepEquals(FlagJson.Read<JsonElement>(row.Value), value.Value);

    // Of what is seen and what it becomes: anything that moved in between makes another.
    private static string Fingerprint(List<PlanStep> steps) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FlagJson.Write(steps))));

    private static IEnumerable<BulkPreviewItem> Shown(
        KnownTenant tenant, List<(Flag Flag, JsonElement? Value, FlagOverride? Row)> changing, BulkRequest request, Installation installation, DateTimeOffset now)
    {
        if (changing.Count == 0)
        {
            yield break;
        }

        var before = installation.Of(tenant.Id);
        var changed = changing.Select(one => one.Flag.Key).ToHashSet();
        var after = FlagSnapshot.Create(
            installation.Flags,
            before.Tenant,
            [
                .. (installation.Tenants.GetValueOrDefault(tenant.Id)?.Overrides ?? []).Where(row => row.Level != OverrideLevel.Tenant || !changed.Contains(row.FlagKey)),
                .. changing.Where(one => one.Value is not null).Select(one => new Override
                {
                    FlagKey = one.Flag.Key, Level = OverrideLevel.Tenant, Subject = tenant.Id.ToString(), Value = FlagJson.Value(one.Value!.Value)!.Value, ExpiresAt = request.ExpiresAt,
                }),
            ],
            before.Revision);
        foreach (var (flag, value, row) in changing)
        {
            yield return new(
                tenant.Id, tenant.Slug, flag.Key, Answer(before, flag.Key, now), Answer(after, flag.Key, now), row is null ? null : FlagJson.Read<JsonElement>(row.Value), value);
        }
    }

    /// <summary>What nobody in particular of the tenant gets; null when the flag is not served.</summary>
    public static JsonElement? Answer(FlagSnapshot snapshot, string flag, DateTimeOffset now) =>
        snapshot.Evaluate(flag, new EvaluationContext(null, []), now) is { Flag: not null } answer ? FlagJson.Element(answer.Value) : null;
}
