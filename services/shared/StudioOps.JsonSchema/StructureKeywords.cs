using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>Keywords that look at parts, or ask other schemas.</summary>
internal static class StructureKeywords
{
    public static void Required(KeywordContext word)
    {
        var names = word.Strings();
        word.Add((instance, path, errors) =>
        {
            if (instance.ValueKind == JsonValueKind.Object)
            {
                errors.AddRange(names.Where(name => !instance.TryGetProperty(name, out _)).Select(name => new SchemaError(path.ToString(), "required", $"'{name}' is missing.")));
            }
        });
    }

    public static void Properties(KeywordContext word)
    {
        var properties = word.Subschemas();
        word.Add((instance, path, errors) =>
        {
            if (instance.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in instance.EnumerateObject())
                {
                    properties.GetValueOrDefault(member.Name)?.Check(member.Value, path.Property(member.Name), errors);
                }
            }
        });
    }

    public static void AdditionalProperties(KeywordContext word)
    {
        var others = word.Subschema();
        var forbidden = word.Value.ValueKind == JsonValueKind.False;
        var named = word.Schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(member => member.Name).ToHashSet(StringComparer.Ordinal)
            : [];
        word.Add((instance, path, errors) =>
        {
            if (instance.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            foreach (var member in instance.EnumerateObject().Where(member => !named.Contains(member.Name)))
            {
                if (forbidden)
                {
                    errors.Add(new(path.Property(member.Name).ToString(), "additionalProperties", $"'{member.Name}' is not known here."));
                }
                else
                {
                    others.Check(member.Value, path.Property(member.Name), errors);
                }
            }
        });
    }

    public static void Items(KeywordContext word)
    {
        var items = word.Subschema();
        word.Add((instance, path, errors) =>
        {
            if (instance.ValueKind == JsonValueKind.Array)
            {
                foreach (var (index, item) in instance.EnumerateArray().Index())
                {
                    items.Check(item, path.Item(index), errors);
                }
            }
        });
    }

    public static void AllOf(KeywordContext word)
    {
        var parts = word.Alternatives();
        word.Add((instance, path, errors) =>
        {
            foreach (var part in parts)
            {
                part.Check(instance, path, errors);
            }
        });
    }

    public static void AnyOf(KeywordContext word)
    {
        var choices = word.Alternatives();
        word.Add((instance, path, errors) =>
        {
            var tried = choices.Select(choice => choice.Errors(instance, path)).ToList();
            if (tried.All(failures => failures.Count > 0))
            {
                NoneMatches(word.Name, path, tried, errors);
            }
        });
    }

    public static void OneOf(KeywordContext word)
    {
        var choices = word.Alternatives();
        word.Add((instance, path, errors) =>
        {
            var tried = choices.Select(choice => choice.Errors(instance, path)).ToList();
            var matches = tried.Count(failures => failures.Count == 0);
            if (matches == 0)
            {
                NoneMatches(word.Name, path, tried, errors);
            }
            else if (matches > 1)
            {
                errors.Add(new(path.ToString(), word.Name, $"This matches {matches} alternatives; exactly one is wanted."));
            }
        });
    }

    public static void Not(KeywordContext word)
    {
        var refused = word.SamePlace(word.Subschema());
        word.Add((instance, path, errors) =>
        {
            if (refused.Errors(instance, path).Count == 0)
            {
                errors.Add(new(path.ToString(), word.Name, "This is what it must not be."));
            }
        });
    }

    public static void Ref(KeywordContext word) => word.Add(word.SamePlace(word.Compiler.Reference(word.Text(), word.Pointer)).Check);

    private static void NoneMatches(string keyword, InstancePath path, List<List<SchemaError>> tried, List<SchemaError> errors)
    {
        errors.Add(new(path.ToString(), keyword, $"This matches none of {tried.Count} alternatives."));

        // Alternatives are mostly told apart by a constant, or are for "all others": the one meant is the one whose constant fits.
        errors.AddRange(tried.MinBy(failures => (failures.Count(failure => failure.Keyword is "const" or "false" or "not"), failures.Count))!);
    }
}
