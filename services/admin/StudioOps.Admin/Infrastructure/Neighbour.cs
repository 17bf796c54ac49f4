namespace StudioOps.Admin.Infrastructure;

/// <summary>Somebody this installation leans on, and where to knock.</summary>
/// <param name="Name">Resource name.</param>
/// <param name="Product">What it is, for people.</param>
/// <param name="Protocol">What a sound answer looks like.</param>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">TCP port.</param>
/// <param name="Tls">Whether the connection is encrypted from its first byte.</param>
internal sealed record Neighbour(string Name, string Product, Protocol Protocol, string Host, int Port, bool Tls = false)
{
    /// <summary>Never with credentials: operators read it.</summary>
    public string Target => $"{Protocol.Scheme}{(Tls ? "s" : "")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";
}

/// <summary>A product this installation can use and was not given.</summary>
/// <param name="Name">Resource name.</param>
/// <param name="Product">What it is.</param>
/// <param name="Setting">The setting that brings it to life.</param>
internal sealed record PlannedNeighbour(string Name, string Product, string Setting);

/// <summary>Everything known from configuration, told apart: what is there is probed, what is not is never shown as if it were.</summary>
internal sealed record Neighbourhood(IReadOnlyList<Neighbour> Live, IReadOnlyList<PlannedNeighbour> Planned);
