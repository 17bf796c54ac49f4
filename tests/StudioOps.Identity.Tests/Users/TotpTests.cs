using StudioOps.Identity.Users;

namespace StudioOps.Identity.Tests.Users;

public sealed class TotpTests
{
    // RFC 6238 appendix B, SHA-1, the last six of the eight digits.
    private const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_published_codes_come_out(long seconds, string code)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.Code(Secret, Totp.Step(now)));
        Assert.Equal(Totp.Step(now), Totp.Match(Secret, code, now, lastSpent: 0));
        Assert.Equal(Totp.Step(now), Totp.Match(Secret, $" {code[..3]} {code[3..]} ", now, lastSpent: 0));
    }

    [Theory]
    [InlineData(-60, false)]
    [InlineData(-30, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(60, false)]
    public void A_neighbouring_step_passes_and_no_other(int seconds, bool passes)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var code = Totp.Code(Secret, Totp.Step(now.AddSeconds(seconds)));
        Assert.Equal(passes, Totp.Match(Secret, code, now, lastSpent: 0) is not null);
    }

    [Fact]
    public void A_spent_step_and_those_before_it_pass_no_more()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, Totp.Step(now)), now, Totp.Step(now)));
        Assert.Null(Totp.Match(Secret, Totp.Code(Secret, Totp.Step(now) - 1), now, Totp.Step(now)));
        Assert.NotNull(Totp.Match(Secret, Totp.Code(Secret, Totp.Step(now) + 1), now, Totp.Step(now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("abcdef")]
    public void What_is_no_code_matches_nothing(string text) =>
        Assert.Null(Totp.Match(Secret, text, DateTimeOffset.FromUnixTimeSeconds(59), lastSpent: 0));
}
