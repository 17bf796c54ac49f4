using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Units;

public sealed class RestartPolicyTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Fact]
    public void Pauses_double_up_to_half_a_minute()
    {
        var policy = new RestartPolicy(Moment);
        var pauses = Enumerable.Range(0, 8).Select(_ => policy.NextPause(wasReady: true, Moment)!.Value.TotalSeconds);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30], pauses);
    }

    [Fact]
    public void A_long_life_is_forgiven()
    {
        var policy = new RestartPolicy(Moment);
        policy.NextPause(wasReady: true, Moment);
        policy.NextPause(wasReady: true, Moment);
        Assert.Equal(Moment, policy.NextPause(wasReady: true, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void What_was_never_ready_gets_three_tries_and_what_was_gets_any_number()
    {
        var never = new RestartPolicy(Moment);
        Assert.NotNull(never.NextPause(wasReady: false, Moment));
        Assert.NotNull(never.NextPause(wasReady: false, Moment));
        Assert.Null(never.NextPause(wasReady: false, Moment));

        var once = new RestartPolicy(Moment);
        once.NextPause(wasReady: true, Moment);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.NotNull(once.NextPause(wasReady: false, Moment)));
    }
}
