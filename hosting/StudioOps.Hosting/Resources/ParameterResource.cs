namespace StudioOps.Hosting;

/// <summary>A value the graph needs from outside: configured, defaulted or generated once and kept.</summary>
public sealed class ParameterResource : Resource, IValueProvider, IManifestExpressionProvider
{
    private readonly Func<ParameterResource, string> _value;

    internal ParameterResource(string name, bool secret, Func<ParameterResource, string> value)
        : base(name)
    {
        Secret = secret;
        _value = value;
    }

    public bool Secret { get; }

    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>What the manifest says when nobody gives a value.</summary>
    internal string? PublishedDefault { get; init; }

    internal GenerateParameterDefault? Generate { get; init; }

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult<string?>(_value(this));
}
