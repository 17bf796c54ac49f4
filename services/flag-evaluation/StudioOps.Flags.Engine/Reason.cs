namespace StudioOps.Flags.Engine;

/// <summary>Why a value was chosen, in OpenFeature's words.</summary>
public enum Reason
{
    /// <summary>Nothing about the caller was asked.</summary>
    Static,

    /// <summary>Nothing that was asked had an answer.</summary>
    Default,

    /// <summary>An override or a rule matched.</summary>
    TargetingMatch,

    /// <summary>The caller's bucket decided.</summary>
    Split,

    /// <summary>Off, killed, switched off for all, a prerequisite is unmet, or the tenant is suspended.</summary>
    Disabled,

    /// <summary>It could not be decided.</summary>
    Error,
}

/// <summary>Why a flag could not be decided, in OpenFeature's words.</summary>
public enum ErrorCode
{
    /// <summary>It could.</summary>
    None,

    /// <summary>There is no such flag.</summary>
    FlagNotFound,

    /// <summary>Its definition does not compile.</summary>
    ParseError,

    /// <summary>It depends on who asks, and that was not said.</summary>
    TargetingKeyMissing,
}

/// <summary>Which step of the decision order decided.</summary>
public enum Scope
{
    /// <summary>None did.</summary>
    None,

    /// <summary>The master switch.</summary>
    MasterSwitch,

    /// <summary>The tenant is suspended.</summary>
    TenantStatus,

    /// <summary>The flag is killed.</summary>
    Kill,

    /// <summary>The flag is off or on for all.</summary>
    State,

    /// <summary>Another flag does not serve what this one needs.</summary>
    Prerequisite,

    /// <summary>An override for the user.</summary>
    User,

    /// <summary>An override for a role.</summary>
    Role,

    /// <summary>An override for the tenant.</summary>
    Tenant,

    /// <summary>An override for the partner.</summary>
    Partner,

    /// <summary>A rule.</summary>
    Rule,

    /// <summary>The percentage rollout.</summary>
    Rollout,

    /// <summary>The default value.</summary>
    Default,
}
