using Microsoft.Extensions.Primitives;

namespace StudioOps.Identity.Protocol;

/// <summary>The parameters of one protocol request. Empty ones count as left out and none may come twice (RFC 6749 §3.1).</summary>
internal sealed class ProtocolParameters
{
    private const int LongestValue = 8 * 1024;
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private ProtocolParameters()
    {
    }

    public string? this[string name] => _values.GetValueOrDefault(name);

    public bool Has(string name) => _values.ContainsKey(name);

    public IEnumerable<KeyValuePair<string, string>> Except(params string[] names) => _values.Where(v => !names.Contains(v.Key));

    /// <summary>The same with one parameter set.</summary>
    public ProtocolParameters With(string name, string value)
    {
        var parameters = new ProtocolParameters();
        foreach (var (key, old) in _values)
        {
            parameters._values[key] = old;
        }

        parameters._values[name] = value;
        return parameters;
    }

    public static ProtocolParameters? Read(IEnumerable<KeyValuePair<string, StringValues>> source)
    {
        var parameters = new ProtocolParameters();
        foreach (var (name, values) in source)
        {
            if (values.Count > 1 || values.ToString() is { Length: > LongestValue })
            {
                return null;
            }

            // The form reader folds case, the protocol does not: the second spelling of a name is a second parameter.
            if (values.ToString() is { Length: > 0 } value && !parameters._values.TryAdd(name, value))
            {
                return null;
            }
        }

        return parameters;
    }

    /// <summary>Query on GET, form on POST; never both.</summary>
    public static async Task<ProtocolParameters?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return Read(request.Query);
        }

        return await ReadFormAsync(request, ct) is { } form ? Read(form) : null;
    }

    public static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken ct)
    {
        if (!string.Equals(request.ContentType?.Split(';')[0].Trim(), "application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(ct);
        }
        catch (InvalidDataException)
        {
            return null; // too many fields, or too long ones
        }
    }
}
