namespace StudioOps.Hosting;

/// <summary>A hole that is filled by a running resource.</summary>
internal interface IResourceHole
{
    Resource Resource { get; }
}
