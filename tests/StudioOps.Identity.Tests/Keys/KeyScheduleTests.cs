using StudioOps.Identity.Keys;

namespace StudioOps.Identity.Tests.Keys;

public sealed class KeyScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, null)]
    [InlineData(75, null)]
    [InlineData(76, 90)]
    [InlineData(89, 90)]
    [InlineData(100, 114)]
    public void A_key_is_announced_two_weeks_before_it_takes_over(int day, int? takesOverOnDay) =>
        Assert.Equal(takesOverOnDay is { } d ? Start.AddDays(d) : null, KeySchedule.NextKey([Start], Start.AddDays(day)));

    [Fact]
    public void The_first_key_signs_at_once() => Assert.Equal(Start, KeySchedule.NextKey([], Start));

    [Fact]
    public void One_announced_key_is_enough() => Assert.Null(KeySchedule.NextKey([Start, Start.AddDays(90)], Start.AddDays(80)));

    [Fact]
    public void A_key_is_published_until_the_last_token_it_signed_has_long_expired() =>
        Assert.True(KeySchedule.RetiresAt(Start) >= Start + KeySchedule.Signs + TimeSpan.FromDays(1));
}
