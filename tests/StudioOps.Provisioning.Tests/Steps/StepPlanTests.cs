using StudioOps.Provisioning.Reconcile;
using StudioOps.Provisioning.Steps;

namespace StudioOps.Provisioning.Tests.Steps;

public sealed class StepPlanTests
{
    [Fact]
    public void Steps_run_after_what_they_wait_for_and_are_taken_down_before_it()
    {
        var plan = new StepPlan([new Named("c", "a", "b"), new Named("a"), new Named("b", "a")]);

        Assert.Equal(["a", "b", "c"], plan.Order(present: true).Select(step => step.Name));
        Assert.Equal(["c", "b", "a"], plan.Order(present: false).Select(step => step.Name));
        Assert.Equal(["b", "c"], plan.Before(plan.Steps[0], present: false));
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("missing", "b")]
    public void Steps_that_can_never_run_stop_the_start(string first, string second)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => new StepPlan([new Named("a", first), new Named("b", second)]));

        Assert.Contains("a, b", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class Named(string name, params string[] after) : IProvisioningStep
    {
        public string Name => name;

        public IReadOnlyList<string> After => after;

        public Task<Observation> ObserveAsync(DesiredTenant tenant, CancellationToken ct) => Task.FromResult(Observation.Absent);

        public Task MakeAsync(DesiredTenant tenant, CancellationToken ct) => Task.CompletedTask;

        public Task RemoveAsync(DesiredTenant tenant, CancellationToken ct) => Task.CompletedTask;
    }
}
