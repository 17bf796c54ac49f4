using System.Globalization;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Unleash;

/// <summary>A caller as Unleash describes it, as the engine asks about it.</summary>
public static class UnleashContext
{
    /// <summary>Unleash's name for the targeting key.</summary>
    internal const string UserId = "userId";

    /// <summary>Unleash's name for the time of the evaluation, which a context may set.</summary>
    internal const string CurrentTime = "currentTime";

    private const string Properties = "properties";

    /// <summary>Reads a context.</summary>
    /// <param name="context">Its JSON.</param>
    /// <param name="now">The time when the context names none; the time to ask for afterwards.</param>
    public static EvaluationContext Read(JsonElement context, ref DateTimeOffset now)
    {
        if (DateTimeOffset.TryParse(context.Text(CurrentTime), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var named))
        {
            now = named;
        }

        var attributes = new Dictionary<string, FlagValue>(StringComparer.Ordinal);
        Add(context.Member(Properties));
        Add(context);
        return new EvaluationContext(context.Text(UserId) ?? context.Member(Properties)?.Text(UserId), null, attributes);

        // Everything is text there; what stands at the top outranks the properties.
        void Add(JsonElement? members)
        {
            foreach (var member in members is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject() : default)
            {
                if (member.Value.AsText() is { } text)
                {
                    attributes[member.Name] = FlagValue.Of(text);
                }
            }
        }
    }

    /// <summary>Where the engine finds what Unleash calls so.</summary>
    internal static string Attribute(string name) => name switch
    {
        UserId => ContextFacts.TargetingKey,
        CurrentTime => ContextFacts.Now,
        _ => name,
    };
}
