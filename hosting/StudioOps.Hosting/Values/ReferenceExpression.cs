using System.Runtime.CompilerServices;
using System.Text;

namespace StudioOps.Hosting;

/// <summary>Text with holes: values when the graph runs, place holders when it is published.</summary>
public sealed class ReferenceExpression : IValueProvider, IManifestExpressionProvider
{
    private readonly IReadOnlyList<object> _parts;

    private ReferenceExpression(IReadOnlyList<object> parts) => _parts = parts;

    public string ValueExpression => string.Concat(_parts.Select(part => part is IManifestExpressionProvider hole ? hole.ValueExpression : (string)part));

    /// <summary>The resources whose endpoints or connection strings are in it.</summary>
    internal IEnumerable<Resource> Resources => _parts.SelectMany(part => part switch
    {
        ReferenceExpression inner => inner.Resources,
        IResourceHole hole => [hole.Resource],
        _ => Enumerable.Empty<Resource>(),
    });

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        foreach (var part in _parts)
        {
            text.Append(part is IValueProvider hole ? await hole.GetValueAsync(cancellationToken) : (string)part);
        }

        return text.ToString();
    }

    internal static ReferenceExpression Of(string? text) => new([text ?? string.Empty]);

    internal static ReferenceExpression Of<T>(T provider)
        where T : IValueProvider, IManifestExpressionProvider => new([provider]);

    /// <summary>Lets <c>$"Host={endpoint};Password={parameter}"</c> keep its holes instead of becoming a string at once.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            Parts = new List<object>(formattedCount * 2 + Math.Min(literalLength, 1));

        internal List<object> Parts { get; }

        public void AppendLiteral(string value) => Parts.Add(value);

        public void AppendFormatted(string? value) => Parts.Add(value ?? string.Empty);

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider.Resource);
    }
}
