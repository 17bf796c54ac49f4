using StudioOps.Tenants.Contracts;

namespace StudioOps.Tenants.Partners;

/// <summary>Somebody who brings tenants and looks after them.</summary>
internal sealed class Partner
{
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    /// <summary>Grows with every change; the ETag, and what consumers order by.</summary>
    public long Revision { get; private set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public PartnerDetails Details => new(Slug, Name);

    public bool TryRename(string name, DateTimeOffset at)
    {
        if (name == Name)
        {
            return false;
        }

        (Name, Revision, UpdatedAt) = (name, Revision + 1, at);
        return true;
    }
}
