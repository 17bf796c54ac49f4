using Microsoft.Extensions.Options;
using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class BackoffTests
{
    private readonly Backoff _backoff = new(Options.Create(new ReconcileOptions()), new Random(7));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(4000, 300)]
    public void Pauses_double_up_to_five_minutes_give_or_take_a_fifth(int attempts, double seconds)
    {
        var pauses = Enumerable.Range(0, 200).Select(_ => _backoff.After(attempts, null).TotalSeconds).ToArray();

        Assert.All(pauses, pause => Assert.InRange(pause, seconds * 0.8, seconds * 1.2));
        Assert.True(pauses.Max() - pauses.Min() > seconds * 0.3);
    }

    [Fact]
    public void The_upstreams_wish_is_honoured_within_reason()
    {
        Assert.Equal(TimeSpan.FromMinutes(10), _backoff.After(1, TimeSpan.FromMinutes(10)));
        Assert.Equal(TimeSpan.FromHours(1), _backoff.After(1, TimeSpan.FromDays(30)));
        Assert.True(_backoff.After(10, TimeSpan.FromSeconds(1)) > TimeSpan.FromMinutes(3));
    }
}
