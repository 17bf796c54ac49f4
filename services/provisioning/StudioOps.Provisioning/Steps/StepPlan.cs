namespace StudioOps.Provisioning.Steps;

/// <summary>The registered steps in an order that respects what each of them waits for.</summary>
internal sealed class StepPlan
{
    public StepPlan(IEnumerable<IProvisioningStep> registered)
    {
        var waiting = registered.ToList();
        var ordered = new List<IProvisioningStep>(waiting.Count);
        while (waiting.Count > 0)
        {
            var next = waiting.Find(step => step.After.All(name => ordered.Exists(done => done.Name == name)))
                ?? throw new InvalidOperationException($"These steps wait for each other, or for one that is not registered: {string.Join(", ", waiting.Select(step => step.Name))}.");
            ordered.Add(next);
            waiting.Remove(next);
        }

        (Steps, Names) = (ordered, [.. ordered.Select(step => step.Name)]);
    }

    public IReadOnlyList<IProvisioningStep> Steps { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The order to make things in, or to take them down in.</summary>
    public IEnumerable<IProvisioningStep> Order(bool present) => present ? Steps : Steps.Reverse();

    /// <summary>Steps that must be done before this one may make its thing, or take it down.</summary>
    public IEnumerable<string> Before(IProvisioningStep step, bool present) =>
        present ? step.After : Steps.Where(other => other.After.Contains(step.Name)).Select(other => other.Name);
}
