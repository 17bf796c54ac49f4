namespace StudioOps.Dashboard.Metrics;

/// <summary>Exponential buckets change their width as they grow; here they are put into bounds that never do: four to every doubling.</summary>
internal sealed class ExponentialLayout
{
    private const int Finest = 4;
    private const int Doublings = 40;
    private static readonly double[] Bounds = [.. Enumerable.Range(-Doublings * Finest, (2 * Doublings * Finest) + 1).Select(step => Math.Pow(2, step / (double)Finest))];

    public int Scale { get; set; }

    public int Offset;

    public long Zeros { get; set; }

    public List<long> Positive { get; set; } = [];

    public Buckets ToBuckets()
    {
        var counts = new long[Bounds.Length + 1];
        counts[0] = Zeros;
        for (var index = 0; index < Positive.Count; index++)
        {
            // Bucket i holds (base^i, base^(i+1)], base = 2^(2^-scale); its middle decides where all of it goes.
            var middle = Math.Pow(2, (Offset + index + 0.5) * Math.Pow(2, -Scale));
            var at = Array.BinarySearch(Bounds, middle);
            counts[at >= 0 ? at : ~at] += Positive[index];
        }

        return new Buckets(Bounds, counts);
    }
}
