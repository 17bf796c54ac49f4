using System.Text;

namespace StudioOps.Flags.Engine.Tests;

public sealed class BucketingTests
{
    [Theory]
    [InlineData("ejOoVL", 0x00000000u)]
    [InlineData("bY9fO-", 0x00000001u)]
    [InlineData("SI7p-", 0x7fffffffu)]
    [InlineData("6LvT0", 0x80000000u)]
    [InlineData("ceQdGm", 0xffffffffu)]
    [InlineData("fractional-flagjack", 0x9fe843e0u)]
    [InlineData("", 0x00000000u)]
    public void The_hash_is_the_published_one(string text, uint expected) =>
        Assert.Equal(expected, Murmur3.Hash(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("gr1:123", 0u, 100, 73)]
    [InlineData("groupX:999", 0u, 100, 25)]
    [InlineData("gr1:123", 86028157u, 10_000, 7796)]
    public void The_hash_takes_a_seed_as_unleash_uses_it(string text, uint seed, int buckets, int expected) =>
        Assert.Equal(expected, (int)((Murmur3.Hash(Encoding.UTF8.GetBytes(text), seed) % (uint)buckets) + 1));

    [Theory]
    [InlineData(0x9fe843e0u, 100, 62)]
    [InlineData(0x00000000u, 100, 0)]
    [InlineData(0x7fffffffu, 100, 49)]
    [InlineData(0x80000000u, 100, 50)]
    [InlineData(0xffffffffu, 100, 99)]
    [InlineData(0xffffffffu, Bucketing.Whole, 99_999)]
    public void A_hash_is_projected_as_flagd_does(uint hash, int buckets, int expected) => Assert.Equal(expected, Bucketing.Project(hash, buckets));

    [Fact]
    public void Jack_sees_hearts()
    {
        string[] suits = ["clubs", "diamonds", "hearts", "spades"];
        Assert.Equal("hearts", suits[Bucketing.Project(Murmur3.Hash("fractional-flagjack"u8), 100) / 25]);
    }

    [Theory]
    [InlineData("s", "ada")]
    [InlineData("", "")]
    [InlineData("salz", "größe-𝄞")]
    public void A_bucket_is_the_projected_hash_of_salt_colon_unit(string salt, string unit) =>
        Assert.Equal(Bucketing.Project(Murmur3.Hash(Encoding.UTF8.GetBytes($"{salt}:{unit}")), Bucketing.Whole), Bucketing.Bucket(salt, unit));

    [Fact]
    public void Units_too_long_for_the_stack_are_bucketed_like_any_other()
    {
        foreach (var length in new[] { 160, 169, 170, 171, 512, 4096 })
        {
            var unit = new string('ä', length);
            Assert.Equal(Bucketing.Project(Murmur3.Hash(Encoding.UTF8.GetBytes("s:" + unit)), Bucketing.Whole), Bucketing.Bucket("s", unit));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(50)]
    public void A_share_holds_what_it_says_within_three_sigma(int percent)
    {
        const int people = 100_000;
        var share = percent / 100.0;
        var served = Enumerable.Range(0, people).Count(i => Bucketing.Bucket("distribution", $"user-{i}") < percent * 1000);

        Assert.InRange(served, (people * share) - (3 * Math.Sqrt(people * share * (1 - share))), (people * share) + (3 * Math.Sqrt(people * share * (1 - share))));
    }

    [Fact]
    public void Cohorts_of_two_salts_are_independent()
    {
        const int people = 40_000;
        var cells = new int[4];
        for (var i = 0; i < people; i++)
        {
            var first = Bucketing.Bucket("salt-a", $"user-{i}") < 50_000 ? 1 : 0;
            var second = Bucketing.Bucket("salt-b", $"user-{i}") < 50_000 ? 2 : 0;
            cells[first + second]++;
        }

        // One degree of freedom each for both margins and their meeting: 16.27 is passed by chance once in a thousand.
        Assert.InRange(cells.Sum(count => Math.Pow(count - (people / 4.0), 2) / (people / 4.0)), 0, 16.27);
    }
}
