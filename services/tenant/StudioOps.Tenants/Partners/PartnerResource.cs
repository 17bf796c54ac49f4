using System.Linq.Expressions;

namespace StudioOps.Tenants.Partners;

/// <summary>A partner as callers see it.</summary>
/// <param name="Id">Stable identity; never reused.</param>
/// <param name="Slug">Immutable name in addresses.</param>
/// <param name="Name">Display name.</param>
/// <param name="Revision">Its ETag without quotes.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC; when nothing changed since, the time it was made.</param>
public sealed record PartnerResource(Guid Id, string Slug, string Name, long Revision, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static readonly Expression<Func<Partner, PartnerResource>> Select = partner => new PartnerResource(
        partner.Id, partner.Slug, partner.Name, partner.Revision, partner.CreatedAt, partner.Revision == 1 ? partner.CreatedAt : partner.UpdatedAt);

    private static readonly Func<Partner, PartnerResource> Compiled = Select.Compile();

    internal static PartnerResource Of(Partner partner) => Compiled(partner);
}
