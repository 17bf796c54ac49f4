using System.Xml.Linq;
using StudioOps.Architecture.Tests.Rooms;

namespace StudioOps.Architecture.Tests.Packages;

public sealed class LicenceTests
{
    private static IReadOnlyDictionary<string, Approved> List { get; } =
        Approved.Read(File.ReadAllText(Path.Combine(Repository.Root, "tests", "StudioOps.Architecture.Tests", "Packages", "approved-licences.txt")));

    private static IReadOnlyList<Used> Closure { get; } =
    [
        .. from file in Repository.Find("packages.lock.json")
           from package in LockedPackages.Read(file.Text)
           select new Used(package, Path.GetDirectoryName(file.Path)!, file.Path.Split('/')[0] is not ("tests" or "bench")),
    ];

    [Fact]
    public void Every_package_of_every_closure_has_an_approved_licence()
    {
        Assert.True(Closure.Select(used => used.Package.Name).Distinct().Count() > 40, "The lock files were not found.");
        Assert.Contains(Closure, used => Licences.Declared(used.Package) is not null);
        Violations.None(Licences.Violations(Closure, List, Licences.Declared));
    }

    [Fact]
    public void The_list_names_no_package_that_is_gone() =>
        Violations.None(List.Keys.Except(Closure.Select(used => used.Package.Name), StringComparer.OrdinalIgnoreCase).Select(name => $"{name} is approved and not used"));

    [Fact]
    public void An_unknown_package_forbidden_terms_and_changed_terms_are_found()
    {
        var approved = Approved.Read(
            """
            Bus Apache-2.0
            Checker MPL-2.0     # fine in tests
            """);
        Used[] closure =
        [
            new(new("Bus", "9.0.0"), "services/a", true), new(new("Checker", "1.0.0"), "tests/a", false),
            new(new("Checker", "1.0.0"), "services/a", true), new(new("Stranger", "1.0.0"), "tests/a", false),
        ];

        Assert.Equal(
            [
                "Bus 9.0.0 (services/a): approved as Apache-2.0, but says https://example.com/terms",
                "Checker 1.0.0 (services/a): MPL-2.0 is not among the terms we ship under",
                "Stranger 1.0.0 (tests/a): nobody approved its licence, which it says is MPL-2.0",
            ],
            Licences.Violations(closure, approved, package => package.Name == "Bus" ? "https://example.com/terms" : "MPL-2.0"));
    }

    [Theory]
    [InlineData("<license type=\"expression\">Apache-2.0 OR MPL-2.0</license><licenseUrl>https://x</licenseUrl>", "Apache-2.0_OR_MPL-2.0")]
    [InlineData("<licenseUrl>https://example.com/license</licenseUrl>", "https://example.com/license")]
    [InlineData("<license type=\"file\">LICENSE.md</license>", "LICENSE.md")]
    [InlineData("", "none")]
    public void A_manifest_is_read_as_it_says(string metadata, string declared) =>
        Assert.Equal(declared, Licences.Declared(XDocument.Parse($"<package xmlns=\"http://x\"><metadata>{metadata}</metadata></package>")));
}
