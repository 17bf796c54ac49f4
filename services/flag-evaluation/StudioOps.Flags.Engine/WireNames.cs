namespace StudioOps.Flags.Engine;

/// <summary>The words the protocol spells these as. Constants, so that answering allocates nothing.</summary>
public static class WireNames
{
    /// <summary>OpenFeature's word for a reason.</summary>
    /// <param name="reason">The reason.</param>
    public static string ToWire(this Reason reason) => reason switch
    {
        Reason.Static => "STATIC",
        Reason.Default => "DEFAULT",
        Reason.TargetingMatch => "TARGETING_MATCH",
        Reason.Split => "SPLIT",
        Reason.Disabled => "DISABLED",
        _ => "ERROR",
    };

    /// <summary>OpenFeature's word for an error; empty when there is none.</summary>
    /// <param name="code">The error.</param>
    public static string ToWire(this ErrorCode code) => code switch
    {
        ErrorCode.None => "",
        ErrorCode.FlagNotFound => "FLAG_NOT_FOUND",
        ErrorCode.ParseError => "PARSE_ERROR",
        _ => "TARGETING_KEY_MISSING",
    };

    /// <summary>The scope as answers carry it in their metadata.</summary>
    /// <param name="scope">The scope.</param>
    public static string ToWire(this Scope scope) => scope switch
    {
        Scope.None => "none",
        Scope.MasterSwitch => "masterSwitch",
        Scope.TenantStatus => "tenantStatus",
        Scope.Kill => "kill",
        Scope.State => "state",
        Scope.Prerequisite => "prerequisite",
        Scope.User => "user",
        Scope.Role => "role",
        Scope.Tenant => "tenant",
        Scope.Partner => "partner",
        Scope.Rule => "rule",
        Scope.Rollout => "rollout",
        _ => "default",
    };
}
