namespace StudioOps.Flags.Engine;

/// <summary>Buckets by murmur3. What the salt contributes to the hash is computed once.</summary>
internal sealed class MurmurBuckets(string prefix, uint seed, int whole, bool remainder) : Buckets
{
    private readonly Murmur3.State _salted = Murmur3.Begin(seed).Append(prefix);

    public override int Of(string unit)
    {
        var hash = _salted.Append(unit).End();
        return remainder ? (int)(hash % (uint)whole) : Bucketing.Project(hash, whole);
    }
}
