using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StudioOps.Admin.Data;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Audit;

/// <summary>Moves waiting records into their chains, in the order of their source.</summary>
/// <remarks>Each in a transaction of its own that has entered that chain alone. Any number of copies may run: a lock per source keeps the order, a lock per chain the links.</remarks>
internal sealed partial class ChainWriter(IServiceScopeFactory scopes, IOptions<AuditOptions> options, TimeProvider clock, ILogger<ChainWriter> logger)
{
    private const int Batch = 500;

    /// <summary>Appends what may be appended now; how many records that were.</summary>
    public async Task<int> AppendAsync(CancellationToken ct)
    {
        var appended = 0;
        foreach (var (source, number, chain) in await DueAsync(ct))
        {
            appended += await AppendAsync(source, number, chain, ct) ? 1 : 0;
        }

        return appended;
    }

    /// <summary>A record is due when all before it are in, or when they have kept it waiting for too long: one lost message must not silence a service.</summary>
    private async Task<IReadOnlyList<(string Source, long Number, Guid Chain)>> DueAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var everyone = scope.ServiceProvider.GetRequiredService<CrossTenant<AdminDbContext>>().ReadFor("records of one source concern many tenants and are taken in its order");
        var reached = await everyone.Positions.ToDictionaryAsync(position => position.Source, position => position.LastNumber, ct);
        var waiting = new List<Arrival>();
        foreach (var source in await everyone.Waiting.Select(record => record.Source).Distinct().ToListAsync(ct))
        {
            // A batch of each: a source that is held up must not hold up the others.
            waiting.AddRange(await everyone.Waiting.Where(record => record.Source == source).OrderBy(record => record.Number).Take(Batch)
                .Select(record => new Arrival(record.Source, record.Number, record.Chain, record.ReceivedAt)).ToListAsync(ct));
        }

        var due = new List<(string, long, Guid)>();
        var patience = clock.GetUtcNow() - options.Value.GapPatience;
        foreach (var record in waiting)
        {
            var next = reached.GetValueOrDefault(record.Source) + 1;
            if (record.Number > next)
            {
                if (record.ReceivedAt > patience)
                {
                    continue;
                }

                LogGap(record.Source, next, record.Number - 1);
            }

            reached[record.Source] = Math.Max(record.Number, next - 1);
            due.Add((record.Source, record.Number, record.Chain));
        }

        return due;
    }

    private async Task<bool> AppendAsync(string source, long number, Guid chain, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(chain);
        var db = scope.ServiceProvider.GetRequiredService<AdminDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await LockAsync(db, $"audit-source:{source}", ct);
        var waiting = await db.Waiting.SingleOrDefaultAsync(w => w.Source == source && w.Number == number, ct);
        if (waiting is null)
        {
            return false;
        }

        await LockAsync(db, $"audit-chain:{chain}", ct);
        var last = await db.Records.AsNoTracking().Where(r => r.Chain == chain).OrderByDescending(r => r.Sequence).FirstOrDefaultAsync(ct);
        if (!await IsChainedAsync(scope.ServiceProvider, source, number, ct))
        {
            db.Add(AuditRecord.Follow(last, waiting.Record(), clock.GetUtcNow()));
        }

        db.Remove(waiting);
        var position = await db.Positions.FindAsync([source], ct) ?? db.Add(new SourcePosition { Source = source }).Entity;
        position.Reach(number);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>A duplicate may have arrived between the first one's arrival and its append.</summary>
    private static async Task<bool> IsChainedAsync(IServiceProvider services, string source, long number, CancellationToken ct)
    {
        await using var everyone = services.GetRequiredService<CrossTenant<AdminDbContext>>().ReadFor("a number is unique over all records of its source");
        return await everyone.Records.AnyAsync(r => r.Source == source && r.Number == number, ct);
    }

    private static Task<int> LockAsync(AdminDbContext db, string name, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({name}, 0))", ct);

    private sealed record Arrival(string Source, long Number, Guid Chain, DateTimeOffset ReceivedAt);

    [LoggerMessage(LogLevel.Warning, "Audit records {From} to {To} of {Source} have not arrived; the ones after them go into the chain without them")]
    private partial void LogGap(string source, long from, long to);
}
