using System.Diagnostics;
using StudioOps.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;

namespace StudioOps.Flags.Changes;

internal static class ChangeAudit
{
    /// <summary>Records what happened to a change-set; all records of one have its id in common.</summary>
    public static async Task RecordAsync(
        this AuditTrail audit, FlagDbContext db, ChangeSet set, string what, string reason, Actor? actor = null, object? after = null, CancellationToken ct = default)
    {
        using var activity = new Activity("change-set").AddBaggage("correlation.id", set.Correlation ?? set.Id.ToString()).Start();
        await audit.RecordAsync(db, new AuditEntry($"change-set.{what}", "change-set", set.Id.ToString(), set.Kind) { Reason = reason, After = after, Actor = actor }, ct);
    }
}
