using System.Reflection;
using System.Text.RegularExpressions;

namespace StudioOps.Hosting.Tests.Manifest;

/// <summary>hosting/README.md lists what AppHost.cs may use, so that the day of the real packages holds no surprise.</summary>
public sealed partial class MemberListTests
{
    // What AppHost/*.cs may use besides, of the base library; static members of its types go by the type.
    private static readonly HashSet<string> BaseLibrary = ["Replace", "EndsWith", "OfType", "FirstOrDefault", "Concat", "Select", "Where", "NewGuid", "Create", "Parse", "RootElement", "GetProperty", "GetString", "Headers", "Add", "Content", "PostAsync", "ReadFromJsonAsync", "ReadAllTextAsync"];

    [Fact]
    public void AppHost_uses_no_member_that_is_not_listed()
    {
        var sources = Directory.EnumerateFiles(Repository.AppHost, "*.cs").Select(File.ReadAllText);
        Assert.Empty(Unlisted(string.Join('\n', sources)));
    }

    [Theory]
    [InlineData("builder.AddKafka(\"log\");", "AddKafka")]
    [InlineData("service.WithReplicas(2).WaitFor(other);", "WithReplicas")]
    [InlineData("var protocol = EndpointProperty.HostAndPort;", "HostAndPort")]
    public void A_member_that_is_not_listed_is_found(string planted, string member) => Assert.Equal([member], Unlisted(planted));

    [Fact]
    public void Every_public_member_of_the_library_is_listed()
    {
        var listed = Listed();
        var offered = from type in typeof(DistributedApplication).Assembly.GetExportedTypes()
                      where type.Namespace == "StudioOps.Hosting" && type is { IsAbstract: true, IsSealed: true }
                      from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                      select method.Name;
        Assert.Empty(offered.Distinct().Except(listed));
    }

    private static IReadOnlyList<string> Unlisted(string source)
    {
        var code = BaseType().Replace(CSharpCode.Of(source), " ");
        var own = OwnDeclaration().Matches(code).Select(match => match.Groups[1].Value);
        return [.. AfterDot().Matches(code).Select(match => match.Groups[1].Value).Distinct().Except(Listed()).Except(own).Except(BaseLibrary)];
    }

    private static HashSet<string> Listed()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "hosting", "README.md"));
        return [.. CodeSpan().Matches(readme).SelectMany(match => Word().Matches(match.Groups[1].Value)).Select(match => match.Value)];
    }

    [GeneratedRegex(@"\b(?:Path|TimeSpan|HttpMethod|CultureInfo|StringComparison|int|string)\s*\.\s*\w+")]
    private static partial Regex BaseType();

    [GeneratedRegex(@"(?:static|internal|public)\s+[\w<>?]+\s+([A-Z]\w*)\s*\(")]
    private static partial Regex OwnDeclaration();

    [GeneratedRegex(@"\.\s*([A-Z]\w*)")]
    private static partial Regex AfterDot();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"[A-Za-z]\w*")]
    private static partial Regex Word();
}
