using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.Provisioning.Contracts;
using StudioOps.Provisioning.Data;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>Keeps a run's results, each in a short transaction that also tells the others.</summary>
internal sealed class RunStore(TenantWork work, Backoff backoff, TimeProvider clock)
{
    /// <summary>Opens a run; null when the tenant is not due any more.</summary>
    public Task<Run?> BeginAsync(Guid tenantId, IReadOnlyList<string> steps, CancellationToken ct) => work.RunAsync(tenantId, async db =>
    {
        var now = clock.GetUtcNow();
        var provision = await db.LockAsync(tenantId, ct);
        if (provision is null || provision.NextRunAt is null || provision.NextRunAt > now)
        {
            return null;
        }

        var operations = await db.Operations.Where(o => o.TenantId == tenantId && o.State == Operation.Running).Select(o => o.Id).ToListAsync(ct);
        provision.Begin(Guid.CreateVersion7(now), steps, now);
        await db.SaveChangesAsync(ct);
        return new Run(
            provision.RunId!.Value, provision.Desired, provision.IsAsked, provision.Requested, now,
            provision.Steps.ToDictionary(step => step.Name), operations,
            provision.IsAsked || !provision.Ready.Holds ? provision.TraceParent : null);
    });

    /// <summary>Keeps what is not kept yet; false when the run may no longer speak.</summary>
    public Task<bool> SaveAsync(Run run, CancellationToken ct) => work.RunAsync(run.Desired.TenantId, async db =>
    {
        var provision = await db.LockAsync(run.Desired.TenantId, ct);
        if (provision?.Accepts(run) != true)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        provision.Record(run.Unsaved, backoff, now);
        db.Announce(provision, Reconciler.Actor, now);
        await db.SaveChangesAsync(ct);
        run.Saved();
        return true;
    });

    /// <summary>Ends the run: the last results, the conditions, the next due time, the operations that waited; false when it may no longer speak.</summary>
    public Task<bool> SettleAsync(Run run, CancellationToken ct) => work.RunAsync(run.Desired.TenantId, async db =>
    {
        var provision = await db.LockAsync(run.Desired.TenantId, ct);
        if (provision?.Accepts(run) != true)
        {
            return false;
        }

        var now = clock.GetUtcNow();
        var gone = provision is { Present: false, DeprovisionedAt: null };
        if (provision.Settle(run, run.Unsaved, backoff, now))
        {
            db.Announce(provision, Reconciler.Actor, now);
        }

        if (!provision.Present && provision.Synced.Holds)
        {
            provision.Remove(now);
            if (gone || run.Asked)
            {
                db.Enqueue(new TenantDeprovisioned(provision.TenantId, provision.Revision, Reconciler.Actor, now), provision.TenantId);
            }
        }

        foreach (var operation in await db.Operations.Where(o => run.Operations.Contains(o.Id)).ToListAsync(ct))
        {
            operation.Report(RunReport.Of(run), provision.Synced.Reason);
            operation.TryFinish(provision.Synced.Holds, provision.Synced.Reason, now);
        }

        await db.SaveChangesAsync(ct);
        return true;
    });
}

internal static class Announcements
{
    /// <summary>Tells what the tenant's provisioning is now.</summary>
    public static void Announce(this ProvisioningDbContext db, Provision provision, Actor actor, DateTimeOffset now) => db.Enqueue(
        new ProvisioningChanged(
            provision.TenantId, provision.Revision, provision.ObservedRevision, provision.Ready.Holds,
            [.. provision.OrderedSteps.Select(step => new ProvisioningStep(step.Name, step.State, step.Error))], actor, now),
        provision.TenantId);
}

internal static class RunReport
{
    /// <summary>A run's steps for whoever waits for it: what each came to, and how much it wrote.</summary>
    public static IReadOnlyList<OperationStep> Of(Run run) =>
        [.. run.Results.Select(result => new OperationStep($"{result.Name}: {Writes(result.Writes)}", result.State, result.Error))];

    private static string Writes(int count) => count switch { 0 => "no writes", 1 => "1 write", _ => $"{count} writes" };
}
