namespace StudioOps.Flags.Engine.Tests;

public sealed class VersionTests
{
    /// <summary>In order, as semver.org orders them, and some more.</summary>
    private static readonly string[] Ordered =
    [
        "0.0.0-0", "0.0.0", "0.0.1", "0.1.0", "0.2.0", "0.10.0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-99999999999999999999999", "1.0.0--", "1.0.0-0a",
        "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.1.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.4.2",
        "2.0.0", "18446744073709551615.0.0",
    ];

    private static readonly string[] Invalid =
    [
        "", " ", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.03", "1.2.3-", "1.2.3-01", "1.2.3-a..b", "1.2.3-a_b", "1.2.3+", "1.2.3+a..b", "a.b.c",
        "1.2.3 ", "-1.2.3", "1..3", "18446744073709551616.0.0", "1.2.3+a_b", "1.2.3-ä",
    ];

    public static TheoryData<string, bool> Readings => new()
    {
        { "1.2.3", true }, { "v1.2.3", true }, { "V1.2.3", true }, { " 1.2.3 ", true }, { "1.2", true }, { "1", true }, { "1.2.3-rc.1", true }, { "1.2.3+build", true },
        { "v", false }, { "x", false }, { "", false }, { "1.2.3.4", false }, { "vv1", false }, { "01", false }, { "1.", false },
    };

    [Fact]
    public void Versions_are_ordered_as_the_standard_orders_them()
    {
        for (var left = 0; left < Ordered.Length; left++)
        {
            for (var right = 0; right < Ordered.Length; right++)
            {
                var order = left.CompareTo(right);
                Assert.True(Compare(Ordered[left], VersionComparison.Equal, Ordered[right]) == (order == 0), $"{Ordered[left]} = {Ordered[right]}");
                Assert.True(Compare(Ordered[left], VersionComparison.NotEqual, Ordered[right]) == (order != 0), $"{Ordered[left]} != {Ordered[right]}");
                Assert.True(Compare(Ordered[left], VersionComparison.Less, Ordered[right]) == (order < 0), $"{Ordered[left]} < {Ordered[right]}");
                Assert.True(Compare(Ordered[left], VersionComparison.AtMost, Ordered[right]) == (order <= 0), $"{Ordered[left]} <= {Ordered[right]}");
                Assert.True(Compare(Ordered[left], VersionComparison.Greater, Ordered[right]) == (order > 0), $"{Ordered[left]} > {Ordered[right]}");
                Assert.True(Compare(Ordered[left], VersionComparison.AtLeast, Ordered[right]) == (order >= 0), $"{Ordered[left]} >= {Ordered[right]}");
            }
        }
    }

    [Fact]
    public void Build_metadata_does_not_count() => Assert.True(Compare("1.0.0+a.-1.007", VersionComparison.Equal, "1.0.0+b"));

    [Theory]
    [InlineData("1.4.2", "1.4.9", true, true)]
    [InlineData("1.4.2", "1.5.0", false, true)]
    [InlineData("1.4.2", "2.4.2", false, false)]
    public void Neighbours_share_their_first_numbers(string left, string right, bool sameMinor, bool sameMajor)
    {
        Assert.Equal(sameMinor, Compare(left, VersionComparison.SameMinor, right));
        Assert.Equal(sameMajor, Compare(left, VersionComparison.SameMajor, right));
    }

    [Fact]
    public void What_is_no_version_meets_no_comparison_and_cannot_be_compared_with()
    {
        foreach (var text in Invalid)
        {
            Assert.False(Compare(text, VersionComparison.NotEqual, "1.0.0"), text);
            Assert.True(Conditions.Problems(new AttributeVersion("version", VersionComparison.Equal, text)).Count == 1, text);
        }
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public void Lenient_reading_fills_in_what_is_missing(string text, bool expected)
    {
        Assert.Equal(expected, Compare(text, VersionComparison.AtLeast, "0", lenient: true));
        Assert.Equal(expected ? 0 : 1, Conditions.Problems(new AttributeVersion("version", VersionComparison.Equal, text, true)).Count);
    }

    [Fact]
    public void Lenient_reading_takes_a_number_for_a_version()
    {
        Assert.True(Conditions.Holds(new AttributeVersion("build", VersionComparison.Equal, "v1.4", true)));
        Assert.False(Conditions.Holds(new AttributeVersion("build", VersionComparison.Equal, "1.4.0")));
        Assert.False(Conditions.Holds(new AttributeVersion("beta", VersionComparison.NotEqual, "1", true)));
        Assert.False(Conditions.Holds(new AttributeVersion("missing", VersionComparison.NotEqual, "1", true)));
    }

    private static bool Compare(string left, VersionComparison comparison, string right, bool lenient = false) => Conditions.Holds(
        new AttributeVersion("version", comparison, right, lenient), new(null, null, [new("version", FlagValue.Of(left))]));
}
