using Microsoft.EntityFrameworkCore;

namespace StudioOps.Flags.Tenants;

/// <summary>What this service remembers of a partner, learnt from events.</summary>
internal sealed class KnownPartner
{
    public required Guid Id { get; init; }

    public string Slug { get; private set; } = "";

    public bool Deleted { get; private set; }

    /// <summary>Of the newest event applied.</summary>
    public long Revision { get; private set; }

    /// <summary>The installation's revision at which its overrides changed last; nothing before.</summary>
    public long OverridesRevision { get; private set; }

    /// <summary>Takes in an event unless a newer one was applied already; whether it did.</summary>
    public bool TryApply(long revision, string slug, bool deleted)
    {
        if (revision <= Revision)
        {
            return false;
        }

        (Revision, Slug, Deleted) = (revision, slug, deleted);
        return true;
    }

    public void OverridesAt(long revision) => OverridesRevision = revision;

    public static void Map(ModelBuilder model) => model.Entity<KnownPartner>(partner =>
    {
        partner.ToTable("known_partners");
        partner.HasKey(p => p.Id);
        partner.Property(p => p.Id).ValueGeneratedNever();
        partner.HasIndex(p => p.Slug);
        partner.Property(p => p.Revision).IsConcurrencyToken();
    });
}

internal static class KnownPartners
{
    /// <summary>The partner of this slug or id, if it is still one.</summary>
    public static Task<KnownPartner?> NamedAsync(this DbSet<KnownPartner> partners, string named, CancellationToken ct) =>
        Guid.TryParse(named, out var id)
            ? partners.SingleOrDefaultAsync(partner => partner.Id == id && !partner.Deleted, ct)
            : partners.SingleOrDefaultAsync(partner => partner.Slug == named && !partner.Deleted, ct);
}
