using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Client.Following;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Client;

/// <summary>The flags of one request. Who asks is found out on first use, and all answers are of one revision: a change cannot come between two of them.</summary>
public sealed class RequestFlags
{
    private readonly UsageCells? _cells;
    private readonly EvaluationContext _context;
    private readonly DateTimeOffset _now;

    internal RequestFlags(UsageCells? cells, EvaluationContext context, DateTimeOffset now) => (_cells, _context, _now) = (cells, context, now);

    /// <summary>Revision of what is answered from; 0 before anything was heard.</summary>
    public long Revision => _cells?.Snapshot.Revision ?? 0;

    /// <summary>Whether a flag is on for whoever asks.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="fallback">When nobody can say.</param>
    public bool IsEnabled(FlagKey<bool> flag, bool fallback = false) => IsEnabled(flag.Key, fallback);

    /// <summary>Whether a flag is on for whoever asks.</summary>
    /// <param name="key">The flag.</param>
    /// <param name="fallback">When nobody can say.</param>
    public bool IsEnabled([FlagKey] string key, bool fallback = false) => Evaluate(key).Is(FlagType.Boolean, out var value) ? value.AsBoolean : fallback;

    /// <summary>The text a flag answers.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="fallback">When nobody can say.</param>
    public string Get(FlagKey<string> flag, string fallback) => Evaluate(flag.Key).Text(fallback);

    /// <summary>The number a flag answers.</summary>
    /// <param name="flag">The flag.</param>
    /// <param name="fallback">When nobody can say.</param>
    public double Get(FlagKey<double> flag, double fallback) => Evaluate(flag.Key).Number(fallback);

    /// <summary>The answer with its reason.</summary>
    /// <param name="key">The flag.</param>
    public Evaluation Evaluate([FlagKey] string key) => _cells?.Evaluate(key, _context, _now) ?? default;
}

/// <summary>Every request can ask for its flags.</summary>
public static class RequestFlagsExtensions
{
    /// <summary>The flags of this request.</summary>
    /// <param name="http">The request.</param>
    public static RequestFlags Flags(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<RequestFlags>() is { } known)
        {
            return known;
        }

        var services = http.RequestServices;
        var options = services.GetRequiredService<IOptions<FlagClientOptions>>().Value;
        var flags = new RequestFlags(services.GetRequiredService<FlagClient>().Cells, options.Context(http), services.GetRequiredService<TimeProvider>().GetUtcNow());
        http.Features.Set(flags);
        return flags;
    }
}
