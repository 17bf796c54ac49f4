using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>One check of one keyword.</summary>
internal delegate void Check(JsonElement instance, InstancePath path, List<SchemaError> errors);

/// <summary>A compiled (sub)schema: its checks, in the order they were written.</summary>
internal sealed class SchemaNode(string pointer)
{
    public string Pointer { get; } = pointer;

    public List<Check> Checks { get; } = [];

    /// <summary>Schemas asked about the same instance; a circle among them would never end.</summary>
    public List<SchemaNode> SamePlace { get; } = [];

    public void Check(JsonElement instance, InstancePath path, List<SchemaError> errors)
    {
        foreach (var check in Checks)
        {
            check(instance, path, errors);
        }
    }

    public List<SchemaError> Errors(JsonElement instance, InstancePath path)
    {
        var errors = new List<SchemaError>();
        Check(instance, path, errors);
        return errors;
    }
}
