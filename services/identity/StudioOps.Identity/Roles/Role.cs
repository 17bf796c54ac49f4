namespace StudioOps.Identity.Roles;

/// <summary>A named set of permissions. Built-in ones come from <see cref="BuiltInRoles"/> at every migrate.</summary>
internal sealed class Role
{
    public required string Name { get; init; }

    public required RoleKind Kind { get; init; }

    public required string Description { get; set; }

    public List<string> Permissions { get; init; } = [];

    public bool TrySetPermissions(IReadOnlyCollection<string> permissions)
    {
        if (Permissions.Order(StringComparer.Ordinal).SequenceEqual(permissions.Order(StringComparer.Ordinal)))
        {
            return false;
        }

        Permissions.Clear();
        Permissions.AddRange(permissions);
        return true;
    }
}

internal enum RoleKind
{
    Platform,
    Tenant,
    Partner,
}
