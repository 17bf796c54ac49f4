using StudioOps.Flags.Approvals;
using StudioOps.Flags.Overrides;
using StudioOps.Flags.Segments;

namespace StudioOps.Flags.Changes;

/// <summary>A kind of row that belongs to change-sets.</summary>
/// <param name="Type">What callers read.</param>
/// <param name="Key">Names the thing, the same after it was removed and set again.</param>
/// <param name="Flag">The flag it is about, if one.</param>
internal sealed record Recorded(string Type, Func<object, string> Key, Func<object, string?> Flag)
{
    private static readonly Dictionary<Type, Recorded> All = new()
    {
        [typeof(Flag)] = Of<Flag>("flag", flag => flag.Id.ToString(), flag => flag.Key),
        [typeof(StoredSegment)] = Of<StoredSegment>("segment", segment => segment.Id.ToString(), _ => null),
        [typeof(FlagOverride)] = Of<FlagOverride>("override", row => $"{row.TenantId}/{row.FlagKey}/{row.Level.Word()}/{row.Subject}", row => row.FlagKey),
        [typeof(PartnerOverride)] = Of<PartnerOverride>("partner-override", row => $"{row.PartnerId}/{row.FlagKey}", row => row.FlagKey),
        [typeof(Governance)] = Of<Governance>("settings", _ => Governance.Name, _ => null),
    };

    public static Recorded? Of(Type type) => All.GetValueOrDefault(type);

    private static Recorded Of<T>(string type, Func<T, string> key, Func<T, string?> flag) => new(type, row => key((T)row), row => flag((T)row));
}
