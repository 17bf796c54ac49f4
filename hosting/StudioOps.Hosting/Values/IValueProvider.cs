namespace StudioOps.Hosting;

/// <summary>Something with a value once the graph runs.</summary>
public interface IValueProvider
{
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something with a place holder in the deployment manifest.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}
