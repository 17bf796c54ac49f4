using System.Text.Json;

namespace StudioOps.JsonSchema;

/// <summary>A compiled JSON schema of the subset stated in <see cref="Keywords"/>. Immutable; share it.</summary>
/// <remarks>A keyword outside the subset is refused when compiling, so that nothing passes because it was not looked at.</remarks>
public sealed class Schema
{
    private readonly SchemaNode _root;

    private Schema(SchemaNode root) => _root = root;

    /// <summary>Compiles a schema document, or the part of a larger document (for example an OpenAPI one) at a JSON pointer.</summary>
    /// <param name="document">What <c>$ref</c> is resolved in; kept, so it must outlive the schema.</param>
    /// <param name="pointer">RFC 6901; empty for the whole document.</param>
    /// <exception cref="SchemaException">The schema says something this validator does not do, or nothing sensible.</exception>
    public static Schema Compile(JsonElement document, string pointer = "") => new(new SchemaCompiler(document).Compile(pointer));

    /// <summary>Compiles a schema written as JSON text.</summary>
    /// <exception cref="SchemaException">It is not JSON, or not a schema of the subset.</exception>
    public static Schema Parse(string json)
    {
        try
        {
            return Compile(JsonSerializer.Deserialize<JsonElement>(json));
        }
        catch (JsonException e)
        {
            throw new SchemaException("", "This is not JSON: " + e.Message, e);
        }
    }

    /// <summary>Everything that is wrong, in document order; empty when valid.</summary>
    public IReadOnlyList<SchemaError> Validate(JsonElement instance)
    {
        var errors = new List<SchemaError>();
        _root.Check(instance, InstancePath.Root, errors);
        return errors;
    }
}

/// <summary>One thing that is wrong with an instance.</summary>
/// <param name="Path">JSON pointer into the instance; empty for the instance itself.</param>
/// <param name="Keyword">The keyword that was not met.</param>
/// <param name="Message">For people.</param>
public sealed record SchemaError(string Path, string Keyword, string Message)
{
    public override string ToString() => $"{(Path.Length == 0 ? "/" : Path)}: {Message} ({Keyword})";
}

/// <summary>A schema that cannot be used. <see cref="Pointer"/> says where in it.</summary>
public sealed class SchemaException : Exception
{
    public SchemaException(string pointer, string message, Exception? inner = null)
        : base($"{(pointer.Length == 0 ? "/" : pointer)}: {message}", inner) => Pointer = pointer;

    /// <summary>JSON pointer into the schema document.</summary>
    public string Pointer { get; }
}
