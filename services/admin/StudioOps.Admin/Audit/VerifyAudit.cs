using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>Whether the audit log is whole.</summary>
/// <param name="Valid">Every chain is whole, no number is missing, and the sealed heads are ours.</param>
/// <param name="Chains">Each chain that was walked.</param>
/// <param name="Gaps">Numbers that are nowhere; null for a tenant's caller, because numbers run over all tenants.</param>
/// <param name="Waiting">Records that arrived and wait for a predecessor; null for a tenant's caller.</param>
/// <param name="Heads">The sealed heads; null for a tenant's caller.</param>
/// <param name="At">When it was verified, in UTC.</param>
public sealed record AuditVerification(
    bool Valid, IReadOnlyList<VerifiedChain> Chains, IReadOnlyList<NumberGap>? Gaps, int? Waiting, VerifiedHeads? Heads, DateTimeOffset At);

/// <summary>One chain.</summary>
/// <param name="Tenant">Whose it is, or null for the platform's.</param>
/// <param name="Valid">Every row is what was recorded, where it was recorded, and none is missing.</param>
/// <param name="Records">Rows it has.</param>
/// <param name="Sequence">The last row found good.</param>
/// <param name="Hash">That row's hash, in hex.</param>
/// <param name="SealedSequence">How far the chain was sealed outside the database, or null.</param>
/// <param name="SealedAt">When, in UTC, or null.</param>
/// <param name="FirstBad">The first row that is not good, or null.</param>
public sealed record VerifiedChain(
    AuditTenant? Tenant, bool Valid, long Records, long Sequence, string Hash, long? SealedSequence, DateTimeOffset? SealedAt, BadRow? FirstBad);

/// <summary>The heads outside the database.</summary>
/// <param name="SealedAt">When the last one was sealed, in UTC, or null.</param>
/// <param name="KeyId">RFC 7638 thumbprint of the key that signs them.</param>
/// <param name="Problem">The first line that is not signed by it, or null.</param>
public sealed record VerifiedHeads(DateTimeOffset? SealedAt, string KeyId, string? Problem);

internal static class VerifyAudit
{
    public static async Task<Results<Ok<AuditVerification>, ProblemHttpResult>> Handle(
        string? tenant, AuditReader reader, HeadsFile file, AuditIntake intake, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        var chains = await reader.ChainsAsync(tenant, ct) ?? (caller.IsPlatform ? null : [caller.TenantId ?? AuditRecord.Platform]);
        if (chains is not null && !await MayReadAsync(chains, reader, caller, ct))
        {
            return Problems.NotFound("tenant.not-found");
        }

        // Heads first: a record that comes in while the chains are walked is then no surprise.
        var heads = file.Read();
        var check = new ChainCheck(heads.Latest);
        var rows = reader.Db.Records.AsNoTracking();
        await foreach (var row in (chains is null ? rows : rows.Where(row => chains.Contains(row.Chain))).OrderBy(row => row.Chain).ThenBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(ct))
        {
            check.Add(new ChainRow(row.Chain, row.Sequence, row.Id, row.PreviousHash, row.Hash, row.ToBody().ToJson()));
        }

        var verdicts = check.Finish(chain => chains is null || chains.Contains(chain));
        var gaps = caller.IsPlatform ? await NumberGaps.ReadAsync(reader.Db, intake.Settled(), ct) : null;
        var name = await reader.NamesAsync(verdicts.Select(verdict => verdict.Chain), ct);
        return TypedResults.Ok(new AuditVerification(
            verdicts.All(verdict => verdict.FirstBad is null) && gaps is null or [] && heads.Problem is null,
            [.. verdicts.Select(verdict => Of(verdict, name(verdict.Chain)))],
            gaps,
            caller.IsPlatform ? await reader.Db.Waiting.CountAsync(ct) : null,
            caller.IsPlatform ? new VerifiedHeads(heads.SealedAt, file.PublicKey.Thumbprint, heads.Problem) : null,
            clock.GetUtcNow()));
    }

    /// <summary>A tenant's caller may ask about their own chain; an operator about any that is known or has rows.</summary>
    private static async Task<bool> MayReadAsync(IReadOnlyList<Guid> chains, AuditReader reader, Caller caller, CancellationToken ct) =>
        !caller.IsPlatform ? chains is [var own] && own == caller.TenantId
        : chains.Contains(AuditRecord.Platform)
            || await reader.Db.Tenants.AnyAsync(known => chains.Contains(known.Id), ct)
            || await reader.Db.Records.AnyAsync(row => chains.Contains(row.Chain), ct);

    private static VerifiedChain Of(ChainVerdict verdict, AuditTenant? tenant) => new(
        tenant, verdict.FirstBad is null, verdict.Records, verdict.Sequence, verdict.Hash, verdict.Sealed?.Sequence, verdict.Sealed?.At, verdict.FirstBad);
}
