namespace StudioOps.Identity.Roles;

/// <summary>A role that one tenant made for itself: a named set of what may be held inside a tenant.</summary>
internal sealed class TenantRole
{
    public required Guid TenantId { get; init; }

    public required string Name { get; init; }

    public string Description { get; private set; } = "";

    public List<string> Permissions { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public long Revision { get; private set; }

    /// <summary>Sets what it is; whether that changed anything.</summary>
    public bool TryChange(string description, IReadOnlyCollection<string> permissions)
    {
        var wanted = permissions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (Revision > 0 && Description == description && Permissions.SequenceEqual(wanted))
        {
            return false;
        }

        Description = description;
        Permissions.Clear();
        Permissions.AddRange(wanted);
        Revision++;
        return true;
    }
}
