using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client.Following;

/// <summary>What is answered from, and how often it answered what: one increment an answer, nothing allocated.</summary>
internal sealed class UsageCells
{
    private readonly int[] _first;
    private readonly int[] _counts;

    public UsageCells(FlagSnapshot snapshot)
    {
        Snapshot = snapshot;
        _first = new int[snapshot.Flags.Flags.Count];
        var size = 0;
        foreach (var flag in snapshot.Flags.Flags)
        {
            _first[flag.Index] = size;
            size += flag.Variants.Count + 2;   // two more: the values only overrides hold, and what could not be decided
        }

        _counts = new int[size];
    }

    public FlagSnapshot Snapshot { get; }

    public Evaluation Evaluate(string key, EvaluationContext context, DateTimeOffset now)
    {
        var answer = Snapshot.Evaluate(key, context, now);
        if (answer.Flag is { } flag)
        {
            var place = answer.Error != ErrorCode.None ? flag.Variants.Count + 1 : answer.Variant!.Index < 0 ? flag.Variants.Count : answer.Variant.Index;
            Interlocked.Increment(ref _counts[_first[flag.Index] + place]);
        }
        return answer;
    }

    /// <summary>Adds what was counted and leaves zeros.</summary>
    public void TakeInto(Dictionary<(string Flag, string Variant), long> taken)
    {
        foreach (var flag in Snapshot.Flags.Flags)
        {
            for (var place = 0; place < flag.Variants.Count + 2; place++)
            {
                if (Interlocked.Exchange(ref _counts[_first[flag.Index] + place], 0) is > 0 and var count)
                {
                    var key = (flag.Key, place < flag.Variants.Count ? flag.Variants[place].Name : place == flag.Variants.Count ? "override" : "error");
                    taken[key] = taken.GetValueOrDefault(key) + count;
                }
            }
        }
    }
}
