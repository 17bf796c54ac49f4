using System.Text.Json;
using System.Text.Json.Serialization;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags.Client.Following;

/// <summary>What the service tells: everything about one tenant, or what changed.</summary>
internal sealed record View(
    long Revision,
    TenantFacts? Tenant,
    bool MasterSwitch,
    IReadOnlyList<JsonElement> Flags,
    IReadOnlyList<string>? Removed,
    IReadOnlyList<JsonElement>? Segments,
    IReadOnlyList<JsonElement>? Overrides)
{
    public static JsonSerializerOptions Json { get; } = Options();

    /// <summary>What is known after this.</summary>
    public View After(View known) => this with
    {
        Tenant = Tenant ?? known.Tenant,
        Flags = [.. Merged(known.Flags, Flags).Where(flag => Removed?.Contains(Key(flag)) != true)],
        Removed = null,
        Segments = Merged(known.Segments ?? [], Segments ?? []),
        Overrides = Overrides ?? known.Overrides,
    };

    /// <summary>Ready to be asked. A definition that says something this version does not know is left out; the others are answered.</summary>
    public FlagSnapshot Compile()
    {
        var flags = FlagSet.Compile(Readable<FlagDefinition>(Flags), MasterSwitch, Readable<Segment>(Segments));
        // Of a tenant the service has not heard of yet only the id is known.
        var tenant = new TenantFacts(Tenant?.Id ?? "", Tenant?.Slug ?? "", Tenant?.Plan ?? "", Tenant?.Partner, Tenant?.IsSuspended == true);
        return FlagSnapshot.Create(flags, tenant, Readable<Override>(Overrides), Revision);
    }

    private static JsonElement[] Merged(IReadOnlyList<JsonElement> known, IReadOnlyList<JsonElement> news)
    {
        var keys = news.Select(Key).ToHashSet(StringComparer.Ordinal);
        return [.. known.Where(item => !keys.Contains(Key(item))), .. news];
    }

    private static string Key(JsonElement item) => item.GetProperty("key").GetString()!;

    private static List<T> Readable<T>(IReadOnlyList<JsonElement>? items)
    {
        var read = new List<T>();
        foreach (var item in items ?? [])
        {
            try
            {
                read.Add(item.Deserialize<T>(Json)!);
            }
            catch (JsonException)
            {
                // From a newer service.
            }
        }

        return read;
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) } };
        options.AddDefinitions();
        return options;
    }
}
