using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Flagd;

/// <summary>Reads flagd's definitions: <c>flags</c>, with targeting in JsonLogic, and the <c>$evaluators</c> they share.</summary>
public static class FlagdImport
{
    /// <summary>Reads definitions.</summary>
    /// <param name="file">Their JSON.</param>
    public static Imported Read(JsonElement file)
    {
        var definitions = new List<FlagDefinition>();
        var report = new List<ImportNote>();
        foreach (var flag in file.Member("flags") is { ValueKind: JsonValueKind.Object } flags ? flags.EnumerateObject() : default)
        {
            var notes = new Notebook(flag.Name);
            try
            {
                definitions.Add(Flag(flag.Name, flag.Value, file.Member("$evaluators"), notes));
            }
            catch (NotSupportedHereException reason)
            {
                notes.Refused(reason.Message);
            }

            report.AddRange(notes.Notes);
        }

        return new([.. definitions.OrderBy(definition => definition.Key, StringComparer.Ordinal)], [], report);
    }

    private static FlagDefinition Flag(string key, JsonElement flag, JsonElement? evaluators, Notebook notes)
    {
        VariantDefinition[] variants = [.. flag.Member("variants") is { ValueKind: JsonValueKind.Object } named
            ? named.EnumerateObject().Select(variant => new VariantDefinition(variant.Name, JsonLogic.Value(variant.Value)
                ?? throw new NotSupportedHereException($"Variant '{variant.Name}' is neither a boolean, text, a number nor an object.")))
            : []];
        if (variants.Length == 0 || variants.Any(variant => variant.Value.Type != variants[0].Value.Type))
        {
            throw new NotSupportedHereException("A flag has variants, and all of them are of one type.");
        }

        var off = Array.Find(variants, variant => variant.Value == FlagValue.Of(false))?.Name ?? variants[0].Name;
        var chosen = flag.Member("defaultVariant")?.AsText();
        if (chosen is null)
        {
            notes.Approximated($"Where flagd leaves the answer to the caller's own code, '{off}' is served.");
        }

        var disabled = flag.Text("state") == "DISABLED";
        if (disabled)
        {
            notes.Approximated("Switched off there, callers use the default in their own code; here they are served the default variant.");
        }

        var definition = new FlagDefinition
        {
            Key = key,
            Type = variants[0].Value.Type,
            State = disabled ? FlagState.Off : FlagState.Targeted,
            Variants = variants,
            OnVariant = Array.Find(variants, variant => variant.Value == FlagValue.Of(true))?.Name ?? chosen ?? off,
            OffVariant = chosen ?? off,
            DefaultVariant = chosen ?? off,
            FailSafeVariant = off,
        };
        var targeting = flag.Member("targeting") is { } logic ? JsonLogic.Resolve(logic, evaluators) : default;
        if (targeting.ValueKind == JsonValueKind.Object && targeting.EnumerateObject().Any())
        {
            definition = definition with
            {
                Rules = new FlagdTargeting(key, [.. variants.Select(variant => variant.Name)], definition.DefaultVariant).Read(targeting),
            };
        }

        return DefinitionCheck.Problems(definition) is [var problem, ..] ? throw new NotSupportedHereException(problem.Message) : definition;
    }
}
