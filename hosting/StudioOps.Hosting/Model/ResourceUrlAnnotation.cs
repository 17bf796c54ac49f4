namespace StudioOps.Hosting;

/// <summary>A link shown to people.</summary>
public sealed class ResourceUrlAnnotation
{
    public required string Url { get; set; }

    public string? DisplayText { get; set; }
}
