namespace StudioOps.Gateway.Bff;

/// <summary>Where a sign-in may lead back to: a path of this host, written so that no browser can read it as anything else.</summary>
internal static class ReturnUrl
{
    private const int Longest = 2048;

    public static bool IsLocal(string url) =>
        url is ['/', ..] and not ['/', '/', ..] && url.Length <= Longest
        && !url.AsSpan().ContainsAnyExceptInRange('!', '~') && !url.Contains('\\', StringComparison.Ordinal);
}
