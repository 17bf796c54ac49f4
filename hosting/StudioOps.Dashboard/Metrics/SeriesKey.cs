using StudioOps.Dashboard.Telemetry;

namespace StudioOps.Dashboard.Metrics;

internal readonly record struct InstrumentKey(string Resource, string Meter, string Name);

/// <summary>Tells series of one instrument apart: by instance and by attributes, in whatever order they came.</summary>
internal readonly struct SeriesKey : IEquatable<SeriesKey>
{
    private readonly string _instance;
    private readonly KeyValue[] _attributes;

    public SeriesKey(string instance, KeyValue[] attributes)
    {
        _instance = instance;
        for (var index = 1; index < attributes.Length; index++)
        {
            if (string.CompareOrdinal(attributes[index - 1].Key, attributes[index].Key) > 0)
            {
                Array.Sort(attributes, static (one, two) => string.CompareOrdinal(one.Key, two.Key));
                break;
            }
        }

        _attributes = attributes;
    }

    public bool Equals(SeriesKey other) => _instance == other._instance && _attributes.AsSpan().SequenceEqual(other._attributes);

    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(_instance);
        foreach (var attribute in _attributes)
        {
            hash.Add(attribute.Key);
            hash.Add(attribute.Value);
        }

        return hash.ToHashCode();
    }
}
