using System.Text.Json;

namespace StudioOps.Tokens;

// Reads claims in one pass over the list of what is wanted; a missing or wrongly typed one marks the whole token malformed.
internal sealed class ClaimReader(JsonElement json)
{
    private static readonly decimal LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
    private readonly List<ClaimReader> children = [];
    private bool malformed;

    public JsonElement Json => json;

    public bool Malformed => malformed || children.Exists(c => c.Malformed);

    public string Required(string name)
    {
        var value = Optional(name);
        malformed |= string.IsNullOrEmpty(value);
        return value ?? "";
    }

    public string? Optional(string name)
    {
        malformed |= !JsonText.TryOptional(json, name, out var value);
        return value;
    }

    public DateTimeOffset RequiredTime(string name)
    {
        var time = Time(name);
        malformed |= time is null;
        return time ?? default;
    }

    // RFC 7519 allows fractions of a second; what is finer than a microsecond is cut, never rounded up.
    public DateTimeOffset? Time(string name)
    {
        if (!json.TryGetProperty(name, out var member))
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.Number && member.TryGetDecimal(out var seconds) && seconds >= 0 && seconds <= LastSecond)
        {
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * 1_000_000) * TimeSpan.TicksPerMicrosecond);
        }

        malformed = true;
        return null;
    }

    public long? Number(string name)
    {
        if (!json.TryGetProperty(name, out var member))
        {
            return null;
        }

        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt64(out var value))
        {
            return value;
        }

        malformed = true;
        return null;
    }

    public Guid? Id(string name)
    {
        if (Optional(name) is not { } text)
        {
            return null;
        }

        var parsed = Guid.TryParseExact(text, "D", out var id);
        malformed |= !parsed;
        return parsed ? id : null;
    }

    public string[] Strings(string name, bool singleAllowed = false)
    {
        if (!json.TryGetProperty(name, out var member))
        {
            return [];
        }

        if (singleAllowed && member.ValueKind == JsonValueKind.String)
        {
            return [Required(name)];
        }

        if (member.ValueKind != JsonValueKind.Array)
        {
            malformed = true;
            return [];
        }

        var values = new List<string>(member.GetArrayLength());
        foreach (var item in member.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.String && JsonText.TryString(item, out var value))
            {
                values.Add(value);
            }
            else
            {
                malformed = true;
            }
        }

        return [.. values];
    }

    public ClaimReader? Object(string name)
    {
        if (!json.TryGetProperty(name, out var member))
        {
            return null;
        }

        if (member.ValueKind != JsonValueKind.Object)
        {
            malformed = true;
            return null;
        }

        var child = new ClaimReader(member);
        children.Add(child);
        return child;
    }
}
