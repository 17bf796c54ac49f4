using System.Linq.Expressions;

namespace StudioOps.Tenants.Partners;

/// <summary>A partner as an address names it: slug or id.</summary>
internal readonly record struct PartnerKey(string Value)
{
    /// <summary>Binds <c>{partner}</c> in routes.</summary>
    public static bool TryParse(string? value, IFormatProvider? provider, out PartnerKey key)
    {
        key = new PartnerKey(value ?? "");
        return value is { Length: > 0 and <= 64 };
    }

    /// <summary>The partner this key names, as a filter.</summary>
    public Expression<Func<Partner, bool>> Matches()
    {
        var slug = Value;
        return Guid.TryParse(slug, out var id) ? partner => partner.Id == id : partner => partner.Slug == slug;
    }
}
