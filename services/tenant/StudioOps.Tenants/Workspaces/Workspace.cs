namespace StudioOps.Tenants.Workspaces;

/// <summary>Where a tenant's own data lives.</summary>
internal sealed class Workspace
{
    public const string Shared = "shared";
    public const string OwnSchema = "schema";

    /// <summary>The template version this build makes.</summary>
    public const int CurrentVersion = 1;

    public required Guid TenantId { get; init; }

    public required string Isolation { get; init; }

    /// <summary>The schema's name when it has one of its own, else null.</summary>
    public string? Schema { get; init; }

    public required int Version { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A record of a tenant on a shared-table plan; tenants with their own schema have the same table there.</summary>
internal sealed class WorkspaceRecord
{
    public required Guid Id { get; init; }

    public required Guid TenantId { get; init; }

    public required string Kind { get; init; }

    public required string Body { get; set; }

    public long Revision { get; private set; } = 1;

    public required DateTimeOffset CreatedAt { get; init; }
}
