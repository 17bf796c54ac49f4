using System.Globalization;
using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Flagd;

/// <summary>JsonLogic that is true or false, as a condition.</summary>
internal sealed class FlagdCondition(string flagKey)
{
    public Condition Read(JsonElement logic)
    {
        if (JsonLogic.Operation(logic) is not { } operation)
        {
            return Truth(Truthy(logic));
        }

        var (name, arguments) = operation;
        return (name, arguments) switch
        {
            ("and", _) => new AllOf([.. arguments.Select(Read)]),
            ("or", _) => new AnyOf([.. arguments.Select(Read)]),
            ("!", [var only]) => new Not(Read(only)),
            ("!!", [var only]) => Read(only),
            ("if" or "?:", [var asked, var yes, var no]) => Either(Read(asked), Read(yes), Read(no)),
            ("if" or "?:", [var asked, var yes]) => new AllOf([Read(asked), Read(yes)]),
            ("var", _) => Present(logic),
            ("missing", _) => new AnyOf([.. arguments.Select(Text).Select(path => new Not(new AttributePresent(path)))]),
            ("==" or "===", [var left, var right]) => Same(left, right, strict: name.Length == 3),
            ("!=" or "!==", [var left, var right]) => new Not(Same(left, right, strict: name.Length == 3)),
            ("<" or "<=" or ">" or ">=", [var left, var right]) => Ordered(name, left, right),
            ("<" or "<=", [var low, var middle, var high]) => new AllOf([Ordered(name, low, middle), Ordered(name, middle, high)]),
            ("in", [var needle, var hay]) => Contained(needle, hay),
            ("starts_with", [var text, var part]) => Part(TextComparison.StartsWith, text, part),
            ("ends_with", [var text, var part]) => Part(TextComparison.EndsWith, text, part),
            ("sem_ver", [var text, var how, var version]) => Version(text, how, version),
            ("starts_with" or "ends_with" or "sem_ver", _) => Constant.Never,
            _ => throw new NotSupportedHereException($"The operation {name} with {arguments.Length} arguments has no counterpart here."),
        };
    }

    private static Condition Truth(bool value) => value ? Constant.Always : Constant.Never;

    private static bool Truthy(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => data.GetString()!.Length > 0,
        JsonValueKind.Number => data.GetDouble() != 0,
        JsonValueKind.Array => data.GetArrayLength() > 0,
        JsonValueKind.Object => true,
        _ => false,
    };

    private static AnyOf Either(Condition asked, Condition yes, Condition no) => new([new AllOf([asked, yes]), new AllOf([new Not(asked), no])]);

    /// <summary>There, and neither false, zero nor empty.</summary>
    private static Condition Present(JsonElement variable) => Path(variable) switch
    {
        JsonLogic.FlagKey or JsonLogic.Timestamp => Constant.Always,
        var path => new AllOf([new AttributePresent(path), new Not(new AttributeIn(path, [FlagValue.Of(false), FlagValue.Of(0), FlagValue.Of("")]))]),
    };

    private Condition Same(JsonElement left, JsonElement right, bool strict)
    {
        if (JsonLogic.Variable(left) is null && JsonLogic.Variable(right) is not null)
        {
            (left, right) = (right, left);
        }

        var path = Path(left);
        if (path == JsonLogic.FlagKey)
        {
            return Truth(Text(right) == flagKey);
        }

        if (path == JsonLogic.Timestamp)
        {
            return Moment(Comparison.Equal, right);
        }

        return right.ValueKind switch
        {
            JsonValueKind.Null => new Not(new AttributePresent(path)),
            // Loosely, text that reads as the number is the number.
            JsonValueKind.Number when !strict => new AttributeNumber(path, Comparison.Equal, right.GetDouble()),
            JsonValueKind.String when !strict && Number(right) is { } number =>
                new AnyOf([new AttributeEquals(path, FlagValue.Of(right.GetString()!)), new AttributeEquals(path, FlagValue.Of(number))]),
            JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False =>
                new AttributeEquals(path, JsonLogic.Value(right)!.Value),
            _ => throw new NotSupportedHereException("Only texts, numbers, booleans and null are compared."),
        };
    }

    private static Condition Ordered(string name, JsonElement left, JsonElement right)
    {
        var how = name switch { "<" => Comparison.Less, "<=" => Comparison.AtMost, ">" => Comparison.Greater, _ => Comparison.AtLeast };
        if (JsonLogic.Variable(left) is null)
        {
            (left, right) = (right, left);
            how = how switch { Comparison.Less => Comparison.Greater, Comparison.AtMost => Comparison.AtLeast, Comparison.Greater => Comparison.Less, _ => Comparison.AtMost };
        }

        return Path(left) == JsonLogic.Timestamp
            ? Moment(how, right)
            : new AttributeNumber(Path(left), how, Number(right) ?? throw new NotSupportedHereException("Only numbers are ordered."));
    }

    private static AttributeDate Moment(Comparison how, JsonElement seconds) => Number(seconds) is { } number
        ? new(ContextFacts.Now, how, DateTimeOffset.FromUnixTimeSeconds((long)number))
        : throw new NotSupportedHereException("The time is compared with a number of seconds.");

    private static Condition Contained(JsonElement needle, JsonElement hay)
    {
        if (JsonLogic.Variable(hay) is { } path)
        {
            return new AttributeText(path, TextComparison.Contains, [Text(needle)]);
        }

        return hay.ValueKind == JsonValueKind.Array && hay.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            ? new AttributeIn(Path(needle), [.. hay.EnumerateArray().Select(JsonLogic.Value).OfType<FlagValue>()])
            : throw new NotSupportedHereException("A value is looked for in a list or in an attribute's text.");
    }

    private static Condition Part(TextComparison how, JsonElement text, JsonElement part) =>
        part.ValueKind == JsonValueKind.String ? new AttributeText(Path(text), how, [part.GetString()!]) : Constant.Never;

    /// <summary>What flagd cannot read as a version is null there, and null is false.</summary>
    private static Condition Version(JsonElement text, JsonElement how, JsonElement version)
    {
        VersionComparison? comparison = how.AsText() switch
        {
            "=" => VersionComparison.Equal,
            "!=" => VersionComparison.NotEqual,
            "<" => VersionComparison.Less,
            "<=" => VersionComparison.AtMost,
            ">" => VersionComparison.Greater,
            ">=" => VersionComparison.AtLeast,
            "~" => VersionComparison.SameMinor,
            "^" => VersionComparison.SameMajor,
            _ => null,
        };
        if (comparison is null || version.AsText() is not { } wanted)
        {
            return Constant.Never;
        }

        var condition = new AttributeVersion(Path(text), comparison.Value, wanted, Lenient: true);
        return DefinitionCheck.Problems(new Segment { Key = "-", Conditions = [condition] }).Count == 0 ? condition : Constant.Never;
    }

    private static string Path(JsonElement logic) =>
        JsonLogic.Variable(logic) is { Length: > 0 } path ? path : throw new NotSupportedHereException($"Only attributes are asked, not {logic.GetRawText()}.");

    private static string Text(JsonElement data) =>
        data.ValueKind == JsonValueKind.String ? data.GetString()! : throw new NotSupportedHereException($"Text is wanted where {data.GetRawText()} stands.");

    private static double? Number(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Number => data.GetDouble(),
        JsonValueKind.String when double.TryParse(data.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
