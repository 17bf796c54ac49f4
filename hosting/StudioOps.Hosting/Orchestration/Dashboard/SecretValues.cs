namespace StudioOps.Hosting.Orchestration.Dashboard;

/// <summary>Knows a secret when it sees one: by what is in it, or by what it is called.</summary>
internal sealed class SecretValues(IReadOnlyList<string> known)
{
    private static readonly string[] Words = ["PASSWORD", "PASSWD", "SECRET", "TOKEN", "APIKEY", "API_KEY", "PRIVATE_KEY", "CREDENTIAL", "OTLP_HEADERS"];

    public bool IsSecret(string name, string value) =>
        value.Length > 0
        && (Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)) || known.Any(secret => secret.Length >= 6 && value.Contains(secret, StringComparison.Ordinal)));
}
