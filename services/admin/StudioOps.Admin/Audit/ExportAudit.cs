using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Admin.Data;
using StudioOps.Http;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>The chains as JSON lines, enough to verify them without this service: <c>verify-audit FILE</c>.</summary>
internal static class ExportAudit
{
    public const string ContentType = "application/jsonl";

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> Handle(
        string? tenant, AuditReader reader, AdminDbContext db, AuditTrail audit, HeadsFile file, Caller caller, TimeProvider clock, CancellationToken ct)
    {
        if (new AuditFilter(tenant, null, null, null, null, null, null, null).Refusal() is { } refusal)
        {
            return refusal;
        }

        var chains = await reader.ChainsAsync(tenant, ct);
        var heads = file.Read();
        var key = file.PublicKey;
        var at = clock.GetUtcNow();
        var whole = caller.IsPlatform && chains is null;

        // Taking the whole log away is itself something the log tells of; with the row stored first, an export that breaks off is told of too.
        var about = chains is [var one] ? (await reader.NamesAsync([one], ct))(one) : null;
        await audit.RecordAsync(
            db, new AuditEntry("audit.exported", "audit", whole ? "all" : "chain", "Audit log") { TenantId = caller.TenantId ?? (about?.Slug is null ? null : about.Id) }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Stream(
            async stream =>
            {
                await WriteAsync(stream, ExportLine.Start(at, whole), ct);
                var rows = reader.Db.Records.AsNoTracking();
                var written = 0L;
                var present = new HashSet<Guid>();
                await foreach (var row in (chains is null ? rows : rows.Where(row => chains.Contains(row.Chain))).OrderBy(row => row.Chain).ThenBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(ct))
                {
                    present.Add(row.Chain);
                    written++;
                    await WriteAsync(stream, ExportLine.Record(row), ct);
                }

                // A whole export brings every head, so that a chain that is gone altogether is missed.
                var whose = heads.Lines.Where(head => whole || present.Contains(head.Key)).Select(head => head.Value);
                await WriteAsync(stream, ExportLine.End(written, [.. whose], key), ct);
            },
            ContentType,
            $"audit-{at:yyyyMMdd'T'HHmmss'Z'}.jsonl");
    }

    private static async Task WriteAsync(Stream stream, ExportLine line, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(stream, line, ExportLine.Json, ct);
        await stream.WriteAsync("\n"u8.ToArray(), ct);
    }
}
