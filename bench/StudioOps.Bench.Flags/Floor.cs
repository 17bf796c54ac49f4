using System.Collections.Frozen;
using System.Text;
using StudioOps.Flags.Engine;

namespace StudioOps.Bench.Flags;

/// <summary>The least anybody could write by hand: no states, no variants, no errors, no order of decisions; only these questions.</summary>
internal sealed class Floor
{
    private readonly FrozenDictionary<string, Entry> _flags;
    private readonly Entry[] _all;
    private readonly HashSet<string> _five = [.. Workload.Members(5_000)];
    private readonly HashSet<string> _hundred = [.. Workload.Members(100_000)];

    public Floor()
    {
        _all = [.. Enumerable.Range(0, Workload.Flags).Select(i => new Entry(Workload.Name(i), Workload.HasRule(i) ? Workload.Tenant : null))];
        _flags = _all.Append(new("simple", null)).Append(new("rule25", Workload.Tenant)).ToFrozenDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    public bool IsOn(string key, string tenant, string user) => IsOn(_flags[key], tenant, user);

    public bool IsMember(string user, bool ofMany) => (ofMany ? _hundred : _five).Contains(user);

    public Answer[] All(string tenant, string user)
    {
        var answers = new Answer[_all.Length];
        for (var i = 0; i < _all.Length; i++)
        {
            answers[i] = new(_all[i].Key, IsOn(_all[i], tenant, user), (byte)(_all[i].Tenant is null ? 0 : 1));
        }

        return answers;
    }

    private static bool IsOn(Entry entry, string tenant, string user)
    {
        if (entry.Tenant is null)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[64];
        entry.Salt.CopyTo(bytes);
        var length = entry.Salt.Length + Encoding.UTF8.GetBytes(user, bytes[entry.Salt.Length..]);
        return entry.Tenant == tenant && ((ulong)Murmur3.Hash(bytes[..length]) * 100) >> 32 < 25;
    }

    internal readonly record struct Answer(string Key, bool Value, byte Reason);

    private sealed record Entry(string Key, string? Tenant)
    {
        public byte[] Salt { get; } = "0123456789abcdef:"u8.ToArray();
    }
}
