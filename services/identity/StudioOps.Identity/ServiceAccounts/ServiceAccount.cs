namespace StudioOps.Identity.ServiceAccounts;

/// <summary>A client that acts for itself. Belongs to one tenant, or to the platform when it has none; that never comes from a token request.</summary>
internal sealed class ServiceAccount
{
    public required Guid Id { get; init; }

    public required string ClientId { get; init; }

    public required string Name { get; set; }

    public required ServiceAccountKind Kind { get; init; }

    public Guid? TenantId { get; init; }

    public List<string> Permissions { get; init; } = [];

    public required byte[] SecretHash { get; set; }

    public bool Disabled { get; set; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The subject of its tokens.</summary>
    public string Subject => Kind == ServiceAccountKind.Service ? $"service:{ClientId}" : Id.ToString("D");

    /// <summary>Who may be called with its tokens.</summary>
    public string Audience => Kind switch
    {
        ServiceAccountKind.Service => "internal",
        ServiceAccountKind.Platform => "operator",
        _ => "portal",
    };

    public void SetPermissions(IEnumerable<string> permissions)
    {
        var wanted = permissions.Order(StringComparer.Ordinal).ToArray();
        if (!Permissions.SequenceEqual(wanted))
        {
            Permissions.Clear();
            Permissions.AddRange(wanted);
        }
    }
}

internal enum ServiceAccountKind
{
    /// <summary>One of our own services.</summary>
    Service,

    /// <summary>Automation of the platform.</summary>
    Platform,

    /// <summary>Belongs to one tenant.</summary>
    Tenant,
}
