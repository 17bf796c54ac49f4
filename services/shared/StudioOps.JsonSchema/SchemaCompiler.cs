using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>Turns a document into nodes, each pointer once; references make the nodes a graph.</summary>
internal sealed class SchemaCompiler(JsonElement document)
{
    private readonly Dictionary<string, SchemaNode> _nodes = new(StringComparer.Ordinal);

    public SchemaNode Compile(string pointer)
    {
        var root = Node(JsonPointer.Resolve(document, pointer) ?? throw new SchemaException(pointer, "There is nothing here."), pointer);
        RefuseCircles();
        return root;
    }

    public SchemaNode Node(JsonElement schema, string pointer)
    {
        if (_nodes.TryGetValue(pointer, out var known))
        {
            return known;
        }

        var node = new SchemaNode(pointer);
        _nodes.Add(pointer, node);
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                break;
            case JsonValueKind.False:
                node.Checks.Add((_, path, errors) => errors.Add(new(path.ToString(), "false", "Nothing is allowed here.")));
                break;
            case JsonValueKind.Object:
                foreach (var keyword in schema.EnumerateObject())
                {
                    Keywords.Compile(new KeywordContext(this, node, schema, keyword.Name, keyword.Value, pointer));
                }

                break;
            default:
                throw new SchemaException(pointer, "A schema is an object, true or false.");
        }

        return node;
    }

    public SchemaNode Reference(string reference, string pointer)
    {
        if (!reference.StartsWith('#'))
        {
            throw new SchemaException(pointer, $"'{reference}' is not a local reference; only those are followed.");
        }

        var target = Uri.UnescapeDataString(reference[1..]);
        return Node(JsonPointer.Resolve(document, target) ?? throw new SchemaException(pointer, $"'{reference}' leads nowhere."), target);
    }

    private void RefuseCircles()
    {
        var done = new HashSet<SchemaNode>();
        var open = new HashSet<SchemaNode>();
        foreach (var node in _nodes.Values)
        {
            Visit(node);
        }

        void Visit(SchemaNode node)
        {
            if (!open.Add(node))
            {
                throw new SchemaException(node.Pointer, "This refers to itself without going deeper into the instance.");
            }

            foreach (var next in node.SamePlace.Where(next => !done.Contains(next)))
            {
                Visit(next);
            }

            open.Remove(node);
            done.Add(node);
        }
    }
}
