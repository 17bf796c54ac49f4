using System.Text.Json;
using StudioOps.Flags.Client.Following;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client;

/// <summary>How far the answers can be trusted.</summary>
public enum FlagClientState
{
    /// <summary>Nothing was ever heard: every answer is the fallback of whoever asks.</summary>
    NotReady,

    /// <summary>From what was last heard: the stream is not open.</summary>
    Stale,

    /// <summary>The stream is open: a change is here as soon as it is served.</summary>
    Live,
}

/// <summary>Answers flags in this process, without waiting and without garbage. Never throws for a flag it does not know.</summary>
public sealed class FlagClient
{
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private List<UsageCells> _retired = [];
    private List<UsageCells> _leaving = [];
    private volatile UsageCells? _cells;
    private volatile bool _live;

    internal FlagClient(TimeProvider clock) => _clock = clock;

    /// <summary>Raised after something newer is answered from.</summary>
    public event Action? Changed;

    /// <summary>How far the answers can be trusted.</summary>
    public FlagClientState State => _cells is null ? FlagClientState.NotReady : _live ? FlagClientState.Live : FlagClientState.Stale;

    /// <summary>Revision of what is answered from; 0 before anything was heard.</summary>
    public long Revision => _cells?.Snapshot.Revision ?? 0;

    /// <summary>The flags there are, as they were last heard of.</summary>
    public IReadOnlyList<CompiledFlag> Known => _cells?.Snapshot.Flags.Flags ?? [];

    /// <summary>The flag of this name; null when there is none, or nothing was heard yet.</summary>
    /// <param name="key">The flag.</param>
    public CompiledFlag? Find(string key) => _cells?.Snapshot.Flags.Find(key);

    internal UsageCells? Cells => _cells;

    /// <summary>Whether a flag is on.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public bool IsEnabled(FlagKey<bool> flag, EvaluationContext context, bool fallback = false) => IsEnabled(flag.Key, context, fallback);

    /// <summary>Whether a flag is on.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public bool IsEnabled([FlagKey] string key, EvaluationContext context, bool fallback = false) =>
        Evaluate(key, context).Is(FlagType.Boolean, out var value) ? value.AsBoolean : fallback;

    /// <summary>The text a flag answers.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public string Get(FlagKey<string> flag, EvaluationContext context, string fallback) => Evaluate(flag.Key, context).Text(fallback);

    /// <summary>The number a flag answers.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public double Get(FlagKey<double> flag, EvaluationContext context, double fallback) => Evaluate(flag.Key, context).Number(fallback);

    /// <summary>The whole number a flag answers. One with a fraction is not rounded: it is of another type, so the fallback counts.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public long GetInteger(FlagKey<double> flag, EvaluationContext context, long fallback) => Evaluate(flag.Key, context).Integer(fallback);

    /// <summary>The object a flag answers.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="fallback">When nobody can say.</param>
    public JsonElement Get(FlagKey<JsonElement> flag, EvaluationContext context, JsonElement fallback) => Evaluate(flag.Key, context).Json(fallback);

    /// <summary>The answer with its reason. A flag nobody knows has neither flag nor variant.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="context">Who asks.</param>
    public Evaluation Evaluate([FlagKey] string key, EvaluationContext context) => _cells?.Evaluate(key, context, _clock.GetUtcNow()) ?? default;

    internal void Take(FlagSnapshot snapshot)
    {
        lock (_gate)
        {
            if (_cells is { } before)
            {
                _retired.Add(before);
            }

            _cells = new UsageCells(snapshot);
        }

        Changed?.Invoke();
    }

    /// <summary>Adds how often each variant was answered since the last time. What somebody still answers from is taken once more the next time.</summary>
    internal void TakeUsage(Dictionary<(string Flag, string Variant), long> taken)
    {
        lock (_gate)
        {
            _leaving.ForEach(cells => cells.TakeInto(taken));
            _retired.ForEach(cells => cells.TakeInto(taken));
            _cells?.TakeInto(taken);
            (_leaving, _retired) = (_retired, []);
        }
    }

    internal void Connected(bool live) => _live = live;
}
