namespace StudioOps.Provisioning.Steps;

/// <summary>How a failure heals.</summary>
internal enum FailureClass
{
    /// <summary>By itself, later.</summary>
    Transient,

    /// <summary>By somebody who changes a setting or a permission; tried again meanwhile.</summary>
    Configuration,

    /// <summary>Not by trying again: the tenant or the request must change.</summary>
    Terminal,
}

/// <summary>A step could not do its work; the message is for operators and carries no personal data.</summary>
internal sealed class StepFailureException(FailureClass failure, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public FailureClass Class { get; } = failure;

    /// <summary>When the upstream said to come back.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
