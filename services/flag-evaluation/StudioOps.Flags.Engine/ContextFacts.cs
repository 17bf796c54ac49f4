namespace StudioOps.Flags.Engine;

/// <summary>Attribute names the engine answers from what it knows, whatever a client put into the context under the same name.</summary>
public static class ContextFacts
{
    /// <summary>The user or other subject.</summary>
    public const string TargetingKey = "targetingKey";

    /// <summary>The tenant's slug.</summary>
    public const string Tenant = "tenant";

    /// <summary>The tenant's id.</summary>
    public const string TenantId = "tenantId";

    /// <summary>The key of the tenant's plan.</summary>
    public const string Plan = "plan";

    /// <summary>The tenant's partner, if it has one.</summary>
    public const string Partner = "partner";

    /// <summary>The moment of the evaluation. Only dates are compared with it, and every such date moves the expiry epoch when it passes.</summary>
    public const string Now = "now";
}
