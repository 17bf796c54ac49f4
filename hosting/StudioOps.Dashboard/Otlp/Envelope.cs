using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Otlp;

/// <summary>What the three signals have in common: resources hold scopes, scopes hold items.</summary>
internal static class Envelope
{
    private static readonly Pool<Resource> Resources = new(256, ReadResource);
    private static readonly Pool<Scope> Scopes = new(1024, ReadScope);

    /// <summary>Reads one item; the scope and resource it belongs to are known by then.</summary>
    public delegate void ItemReader<TState>(ReadOnlySpan<byte> item, Resource resource, Scope scope, TState state);

    public static void Read<TState>(ReadOnlySpan<byte> request, TState state, ItemReader<TState> item)
    {
        var reader = new ProtobufReader(request);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                OfResource(reader.Bytes(), state, item);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void OfResource<TState>(ReadOnlySpan<byte> message, TState state, ItemReader<TState> item)
    {
        // Fields come in any order, so the resource is looked for first.
        var resource = Find(message) is { IsEmpty: false } found ? Resources.Get(found) : Resource.Unknown;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                OfScope(reader.Bytes(), resource, state, item);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void OfScope<TState>(ReadOnlySpan<byte> message, Resource resource, TState state, ItemReader<TState> item)
    {
        var scope = Find(message) is { IsEmpty: false } found ? Scopes.Get(found) : Scope.None;
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                item(reader.Bytes(), resource, scope, state);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message)
    {
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                return reader.Bytes();
            }

            reader.Skip();
        }

        return [];
    }

    private static Resource ReadResource(byte[] message)
    {
        var attributes = new AttributeReader.List();
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                attributes.Add(reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }

        var all = attributes.ToArray();
        return new Resource(Text(all, "service.name") is { Length: > 0 } name ? name : Resource.Unknown.Name, Text(all, "service.instance.id"), all);
    }

    private static Scope ReadScope(byte[] message)
    {
        var (name, version) = (string.Empty, string.Empty);
        var reader = new ProtobufReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    name = reader.Text();
                    break;
                case 2:
                    version = reader.Text();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new Scope(name, version);
    }

    private static string Text(KeyValue[] attributes, string key) => KeyValue.Find(attributes, key)?.ToString() ?? string.Empty;
}
