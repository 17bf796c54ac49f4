namespace StudioOps.Identity.Organisations;

/// <summary>How a tenant's people sign in to it, and what they see while they do.</summary>
internal sealed class SignInPolicy
{
    public required Guid TenantId { get; init; }

    /// <summary>Addresses must end in one of these; any will do when there is none.</summary>
    public List<string> EmailDomains { get; init; } = [];

    public bool DemandsMfa { get; set; }

    /// <summary>After this long a sign-in is asked for again; null for the longest there is.</summary>
    public int? SessionMinutes { get; set; }

    /// <summary>What the sign-in page calls the place; null for the tenant's name.</summary>
    public string? BrandName { get; set; }

    /// <summary><c>#rrggbb</c>.</summary>
    public string? BrandColour { get; set; }

    /// <summary>A small picture as a data URI: the page loads nothing from elsewhere.</summary>
    public string? BrandLogo { get; set; }

    public long Revision { get; set; }

    public bool Admits(string? email) => EmailDomains.Count == 0
        || (email is not null && email.LastIndexOf('@') is var at and > 0 && EmailDomains.Contains(email[(at + 1)..].ToLowerInvariant()));

    /// <summary>Whether a sign-in that began then is still young enough.</summary>
    public bool IsYoungEnough(DateTimeOffset authenticatedAt, DateTimeOffset now) => SessionMinutes is not { } minutes || authenticatedAt + TimeSpan.FromMinutes(minutes) > now;
}
