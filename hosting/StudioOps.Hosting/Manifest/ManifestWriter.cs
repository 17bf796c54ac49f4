using System.Text.Encodings.Web;
using System.Text.Json;
using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Manifest;

/// <summary>Writes the graph as deployment tools read it: names and place holders instead of ports and secrets.</summary>
internal static class ManifestWriter
{
    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";

    public static async Task WriteAsync(HostOptions options, IReadOnlyList<Resource> resources, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("$schema", Schema);
            json.WriteStartObject("resources");
            foreach (var resource in resources.Where(resource => !resource.IsExcludedFromManifest))
            {
                json.WriteStartObject(resource.Name);
                ResourceManifest.Write(json, resource, Path.GetDirectoryName(options.ManifestPath)!);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        memory.WriteByte((byte)'\n');
        await File.WriteAllBytesAsync(options.ManifestPath, memory.ToArray(), cancellationToken);
    }
}
