namespace StudioOps.Identity.Grants;

/// <summary>Somebody let an application have what these scopes name.</summary>
internal sealed class Consent
{
    public required Guid UserId { get; init; }

    public required string ClientId { get; init; }

    public List<string> Scopes { get; init; } = [];

    public required DateTimeOffset GivenAt { get; set; }

    public bool Covers(string scope) => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(Scopes.Contains);
}
