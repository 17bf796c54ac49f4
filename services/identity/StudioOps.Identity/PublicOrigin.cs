namespace StudioOps.Identity;

/// <summary>The one origin that carries sign-in: the issuer of every token.</summary>
internal sealed class PublicOrigin
{
    private readonly Uri _uri;

    public PublicOrigin(IConfiguration configuration)
    {
        var text = configuration["Identity:PublicOrigin"];
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("Identity:PublicOrigin is missing or is not an origin such as https://studioops.example.");
        }

        _uri = uri;
        Issuer = uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary><c>iss</c>: the origin without a trailing slash.</summary>
    public string Issuer { get; }

    public string Url(string path) => Issuer + path;

    /// <summary>Whether a request came for this origin.</summary>
    public bool Is(HostString host) => string.Equals(host.Value, _uri.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>The origin of a host below this one: <c>operator</c> gives <c>https://operator.studioops.example</c>.</summary>
    public string Below(string label) => $"{_uri.Scheme}://{label}.{_uri.Authority}";

    /// <summary>The label of a URL directly below this origin, or nothing.</summary>
    public string? LabelOf(Uri url) =>
        url.Scheme == _uri.Scheme && url.Port == _uri.Port && url.IdnHost.EndsWith("." + _uri.IdnHost, StringComparison.Ordinal)
        && url.IdnHost[..^(_uri.IdnHost.Length + 1)] is { Length: > 0 } label && !label.Contains('.', StringComparison.Ordinal)
            ? label
            : null;

    /// <summary>For the content security policy: a form may end on any host of ours, because sign-in redirects there.</summary>
    public string FormTargets => $"'self' {Issuer} {_uri.Scheme}://*.{_uri.Authority}";
}
