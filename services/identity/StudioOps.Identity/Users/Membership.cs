namespace StudioOps.Identity.Users;

/// <summary>A user belongs to a tenant, with roles.</summary>
internal sealed class Membership
{
    public required Guid UserId { get; init; }

    public required Guid TenantId { get; init; }

    public List<string> Roles { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public bool TrySetRoles(IReadOnlyCollection<string> roles)
    {
        if (Roles.Order(StringComparer.Ordinal).SequenceEqual(roles.Order(StringComparer.Ordinal)))
        {
            return false;
        }

        Roles.Clear();
        Roles.AddRange(roles);
        return true;
    }
}
