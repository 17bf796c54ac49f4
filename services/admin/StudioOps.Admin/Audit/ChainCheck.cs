using System.Text.Json;

namespace StudioOps.Admin.Audit;

/// <summary>The first row at which a chain stops being what it claims to be.</summary>
/// <param name="Sequence">Its place in the chain.</param>
/// <param name="Id">Source and number, or null when the row itself is gone.</param>
/// <param name="Problem"><c>missing</c>, <c>misplaced</c>, <c>edited</c>, <c>replaced</c> or <c>truncated</c>.</param>
/// <param name="Detail">For people.</param>
/// <param name="Line">Its line in an export, or null.</param>
public sealed record BadRow(long Sequence, string? Id, string Problem, string Detail, int? Line = null);

/// <summary>What the check found in one chain.</summary>
internal sealed record ChainVerdict(Guid Chain, long Records, long Sequence, string Hash, SealedHead? Sealed, BadRow? FirstBad);

/// <summary>A row as the check takes it in.</summary>
internal sealed record ChainRow(Guid Chain, long Sequence, string Id, byte[] PreviousHash, byte[] Hash, JsonElement Body, int? Line = null);

/// <summary>Walks chains link by link, from the database or from an export. Feed each chain's rows in their order.</summary>
internal sealed class ChainCheck(IReadOnlyDictionary<Guid, SealedHead> heads)
{
    private readonly Dictionary<Guid, State> _chains = [];

    public void Add(ChainRow row)
    {
        if (!_chains.TryGetValue(row.Chain, out var state))
        {
            _chains.Add(row.Chain, state = new State());
        }

        state.Records++;
        state.FirstBad ??= Judge(state, row, heads.GetValueOrDefault(row.Chain));
        if (state.FirstBad is null)
        {
            (state.Sequence, state.Hash) = (row.Sequence, row.Hash);
        }
    }

    /// <summary>One verdict per chain that has rows or a sealed head; <paramref name="which"/> limits it to the chains that were read.</summary>
    public IReadOnlyList<ChainVerdict> Finish(Func<Guid, bool> which) =>
        [.. _chains.Keys.Union(heads.Keys.Where(which)).Order().Select(chain => Finish(chain, _chains.GetValueOrDefault(chain) ?? new State()))];

    private ChainVerdict Finish(Guid chain, State state)
    {
        var head = heads.GetValueOrDefault(chain);
        var bad = state.FirstBad ?? (head is not null && state.Sequence < head.Sequence
            ? new BadRow(state.Sequence + 1, null, "truncated", $"The chain ends with row {state.Sequence}; at {head.At:u} it was sealed with {head.Sequence} rows.")
            : null);
        return new ChainVerdict(chain, state.Records, state.Sequence, Convert.ToHexStringLower(state.Hash), head, bad);
    }

    private static BadRow? Judge(State before, ChainRow row, SealedHead? head)
    {
        var next = before.Sequence + 1;
        if (row.Sequence > next)
        {
            return new BadRow(next, null, "missing", row.Sequence == next + 1 ? $"Row {next} is gone." : $"Rows {next} to {row.Sequence - 1} are gone.", row.Line);
        }

        if (row.Sequence < next || !row.PreviousHash.AsSpan().SequenceEqual(before.Hash))
        {
            return new BadRow(row.Sequence, row.Id, "misplaced", $"Row {row.Sequence} does not follow row {before.Sequence}: one of them was moved or replaced.", row.Line);
        }

        if (!ChainedBody.HashAfter(row.PreviousHash, row.Body).AsSpan().SequenceEqual(row.Hash))
        {
            return new BadRow(row.Sequence, row.Id, "edited", $"Row {row.Sequence} is not what was recorded: its hash belongs to something else.", row.Line);
        }

        return head?.Sequence == row.Sequence && head.Hash != Convert.ToHexStringLower(row.Hash)
            ? new BadRow(row.Sequence, row.Id, "replaced", $"Row {row.Sequence} is not the one that was sealed at {head.At:u}: the chain was written anew.", row.Line)
            : null;
    }

    private sealed class State
    {
        public long Records { get; set; }

        public long Sequence { get; set; }

        public byte[] Hash { get; set; } = AuditRecord.Beginning;

        public BadRow? FirstBad { get; set; }
    }
}
