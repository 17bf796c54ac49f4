using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace StudioOps.Tenants.Tenants;

/// <summary>The names a tenant may have in addresses.</summary>
internal static partial class Slug
{
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "operator", "partner", "platform", "admin", "app", "api", "auth", "login", "account", "connect", "www", "mail", "files",
        "status", "docs", "cdn", "static", "bff", "ofrep", "scim", "localhost",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsWellFormed(string slug) => Form().IsMatch(slug) && !slug.Contains("--", StringComparison.Ordinal);

    public static bool IsReserved(string slug) => Reserved.Contains(slug);

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{1,38}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
