using Npgsql;

namespace StudioOps.Tenants.Workspaces;

/// <summary>Makes and drops tenants' own schemas, on a login that may run these two functions and nothing else.</summary>
internal sealed class WorkspaceSchemas([FromKeyedServices("tenant-workspaces")] NpgsqlDataSource database)
{
    /// <summary>Underscores cannot occur in slugs, so no two tenants share a schema name.</summary>
    public static string Name(string slug) => "ws_" + slug.Replace('-', '_');

    /// <summary>Idempotent; one transaction.</summary>
    public Task CreateAsync(Guid tenantId, string schema, CancellationToken ct) => RunAsync("select create_workspace($1, $2)", tenantId, schema, ct);

    /// <summary>Idempotent; one transaction.</summary>
    public Task DropAsync(Guid tenantId, string schema, CancellationToken ct) => RunAsync("select drop_workspace($1, $2)", tenantId, schema, ct);

    private async Task RunAsync(string sql, Guid tenantId, string schema, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = tenantId });
        command.Parameters.Add(new() { Value = schema });
        await command.ExecuteNonQueryAsync(ct);
    }
}
