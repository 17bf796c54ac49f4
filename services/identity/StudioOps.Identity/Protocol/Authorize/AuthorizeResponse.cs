namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>Answers to the client, always with <c>iss</c> (RFC 9207).</summary>
internal static class AuthorizeResponse
{
    public static IResult Granted(AuthorizeRequest request, string code, PublicOrigin origin) =>
        new SeeOther(Answer(request, origin, ("code", code)));

    public static IResult Refused(AuthorizeRequest request, ProtocolError error, PublicOrigin origin) =>
        new SeeOther(Address(request, error, origin));

    /// <summary>Where a refusal is told.</summary>
    public static string Address(AuthorizeRequest request, ProtocolError error, PublicOrigin origin) =>
        Answer(request, origin, ("error", error.Error), ("error_description", error.Description));

    private static string Answer(AuthorizeRequest request, PublicOrigin origin, params (string Name, string Value)[] answer)
    {
        IEnumerable<(string Name, string Value)> all = [.. answer, ("iss", origin.Issuer)];
        if (request.State is { } state)
        {
            all = all.Append(("state", state));
        }

        // A registered address may have a query of its own (RFC 6749 §3.1.2).
        var query = QueryString.Create(all.Select(p => new KeyValuePair<string, string?>(p.Name, p.Value))).Value!;
        return request.RedirectUri + (request.RedirectUri.Contains('?', StringComparison.Ordinal) ? "&" + query[1..] : query);
    }
}
