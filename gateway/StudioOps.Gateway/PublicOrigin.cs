namespace StudioOps.Gateway;

/// <summary>The one origin that carries sign-in and is the issuer of every token; every other host shares its scheme and port.</summary>
internal sealed class PublicOrigin
{
    private readonly Uri _uri;

    public PublicOrigin(IConfiguration configuration)
    {
        if (!Uri.TryCreate(configuration["Identity:PublicOrigin"], UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("Identity:PublicOrigin is missing or is no origin such as https://studioops.example: set Identity__PublicOrigin.");
        }

        _uri = uri;
        Issuer = uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary><c>iss</c>: the origin without a trailing slash.</summary>
    public string Issuer { get; }

    /// <summary>Its host name, without port.</summary>
    public string Host => _uri.IdnHost;

    /// <summary>The origin of another host of ours.</summary>
    public string Of(string host) => new UriBuilder(_uri.Scheme, host, _uri.Port).Uri.GetLeftPart(UriPartial.Authority);
}
