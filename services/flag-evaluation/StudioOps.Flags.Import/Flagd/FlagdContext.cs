using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Flagd;

/// <summary>A caller as OpenFeature describes it to flagd, as the engine asks about it. Members of objects are named by their path.</summary>
public static class FlagdContext
{
    /// <summary>Reads a context.</summary>
    /// <param name="context">Its JSON.</param>
    public static EvaluationContext Read(JsonElement context)
    {
        var attributes = new List<KeyValuePair<string, FlagValue>>();
        Add(context, "");
        return new EvaluationContext(context.Text(ContextFacts.TargetingKey), context.Texts("roles"), attributes);

        void Add(JsonElement members, string path)
        {
            foreach (var member in members.ValueKind == JsonValueKind.Object ? members.EnumerateObject() : default)
            {
                if (member.Value.ValueKind == JsonValueKind.Object)
                {
                    Add(member.Value, $"{path}{member.Name}.");
                }
                else if (JsonLogic.Value(member.Value) is { } value)
                {
                    attributes.Add(new(path + member.Name, value));
                }
            }
        }
    }
}
