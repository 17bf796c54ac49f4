using System.Globalization;
using System.Text;

namespace StudioOps.Flags.Client.Generator;

/// <summary>A flag that exists, as the service lists it.</summary>
internal sealed class KnownFlag
{
    public KnownFlag(string key, string type, string description, bool archived) => (Key, Type, Description, Archived) = (key, type, description, archived);

    public string Key { get; }

    /// <summary>boolean, string, number or object.</summary>
    public string Type { get; }

    public string Description { get; }

    public bool Archived { get; }

    /// <summary>As a member of FeatureFlags: words in capitals, and never a digit first.</summary>
    public string Member
    {
        get
        {
            var (name, upper) = (new StringBuilder(), true);
            foreach (var character in Key)
            {
                if (!char.IsLetterOrDigit(character))
                {
                    upper = true;
                    continue;
                }

                if (name.Length == 0 && char.IsDigit(character))
                {
                    name.Append('_');
                }

                name.Append(upper ? char.ToUpper(character, CultureInfo.InvariantCulture) : character);
                upper = false;
            }

            return name.ToString();
        }
    }

    /// <summary>Reads what the service lists, or a definition file: an object whose <c>items</c> or <c>flags</c> are flags.</summary>
    public static IReadOnlyList<KnownFlag> Read(string text)
    {
        if (Json.Read(text) is not Dictionary<string, object?> file || (file.Value("items") ?? file.Value("flags")) is not List<object?> items)
        {
            throw new System.FormatException("It is neither a list of flags nor a definition file.");
        }

        return items.OfType<Dictionary<string, object?>>()
            .Where(item => item.Value("key") is string)
            .Select(item => new KnownFlag(
                (string)item.Value("key")!,
                item.Value("type") as string ?? "boolean",
                item.Value("description") as string ?? "",
                item.Value("archivedAt") is string || item.Value("lifecycle") as string == "archived"))
            .ToList();
    }
}

internal static class Members
{
    public static object? Value(this Dictionary<string, object?> json, string name) => json.TryGetValue(name, out var value) ? value : null;
}
