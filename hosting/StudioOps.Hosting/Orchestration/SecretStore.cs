using System.Text.Json;
using StudioOps.Hosting.Servers;

namespace StudioOps.Hosting.Orchestration;

/// <summary>Generated parameter values: made once, kept for their owner's eyes in one flat file.</summary>
internal sealed class SecretStore(string path)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private readonly Lock _gate = new();
    private SortedDictionary<string, string>? _values;

    public string GetOrAdd(string name, Func<string> generate)
    {
        lock (_gate)
        {
            _values ??= Load();
            if (!_values.TryGetValue(name, out var value))
            {
                _values[name] = value = generate();
                PrivateFiles.ReplaceAsync(path, JsonSerializer.Serialize(_values, Indented) + "\n", CancellationToken.None).GetAwaiter().GetResult();
            }

            return value;
        }
    }

    private SortedDictionary<string, string> Load()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<SortedDictionary<string, string>>(File.ReadAllText(path)) ?? [] : [];
        }
        catch (JsonException broken)
        {
            throw new HostException($"{path} is not readable as JSON ({broken.Message}). Repair it, or start with --fresh to drop local data.");
        }
    }
}
