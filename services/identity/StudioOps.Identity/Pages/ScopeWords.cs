namespace StudioOps.Identity.Pages;

/// <summary>Scopes in words that people know.</summary>
internal static class ScopeWords
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["openid"] = "know that it is you",
        ["profile"] = "your name",
        ["email"] = "your e-mail address",
        ["offline_access"] = "access for as long as you are signed in, without asking again",
    };

    public static IReadOnlyList<string> Of(string scope) => [.. scope.Split(' ').Where(Words.ContainsKey).Select(s => Words[s]).Append("do in StudioOps what you may do there")];
}
