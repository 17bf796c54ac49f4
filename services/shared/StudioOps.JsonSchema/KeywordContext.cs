using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>One keyword while it is compiled.</summary>
internal sealed record KeywordContext(SchemaCompiler Compiler, SchemaNode Node, JsonElement Schema, string Name, JsonElement Value, string Pointer)
{
    private string Here => $"{Pointer}/{JsonPointer.Escape(Name)}";

    public SchemaException Refusal(string message) => new(Here, message);

    /// <summary>Adds a check for instances of one kind; others pass, as the specification says.</summary>
    public void When(Func<JsonElement, bool> applies, Func<JsonElement, bool> isMet, string message) => Node.Checks.Add((instance, path, errors) =>
    {
        if (applies(instance) && !isMet(instance))
        {
            errors.Add(new(path.ToString(), Name, message));
        }
    });

    public void Add(Check check) => Node.Checks.Add(check);

    /// <summary>The value as a schema.</summary>
    public SchemaNode Subschema() => Compiler.Node(Value, Here);

    /// <summary>The value as named schemas.</summary>
    public Dictionary<string, SchemaNode> Subschemas() => Expect(JsonValueKind.Object, "an object of schemas")
        .EnumerateObject().ToDictionary(member => member.Name, member => Compiler.Node(member.Value, $"{Here}/{JsonPointer.Escape(member.Name)}"), StringComparer.Ordinal);

    /// <summary>The value as schemas that look at the same instance.</summary>
    public SchemaNode[] Alternatives()
    {
        var nodes = Expect(JsonValueKind.Array, "an array of schemas").EnumerateArray().Select((schema, index) => Compiler.Node(schema, $"{Here}/{index}")).ToArray();
        Node.SamePlace.AddRange(nodes);
        return nodes.Length > 0 ? nodes : throw Refusal($"{Name} needs at least one schema.");
    }

    public SchemaNode SamePlace(SchemaNode node)
    {
        Node.SamePlace.Add(node);
        return node;
    }

    public string[] Strings() =>
        [.. Expect(JsonValueKind.Array, "an array of strings").EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Refusal($"{Name} is an array of strings."))];

    public string Text() => Expect(JsonValueKind.String, "a string").GetString()!;

    public JsonElement Number() => Expect(JsonValueKind.Number, "a number");

    public int Count() => Value.ValueKind == JsonValueKind.Number && Value.TryGetInt32(out var count) && count >= 0 ? count : throw Refusal($"{Name} is a whole number, 0 or more.");

    private JsonElement Expect(JsonValueKind kind, string what) => Value.ValueKind == kind ? Value : throw Refusal($"{Name} is {what}.");
}
