using Npgsql;

namespace StudioOps.Isolation.Tests;

/// <summary>Puts a row of a tenant into any table, made from what Postgres says of its columns; new tables need no word here.</summary>
internal static class Seed
{
    /// <summary>What a column must hold to be read again by the service; the rest is made from its type.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["slug"] = "'{slug}'",
        ["name"] = "'{secret}'",
        ["plan"] = "'pro'",
        ["isolation"] = "'shared'",
        ["owner_email"] = "'owner@{slug}.example'",
        ["status"] = "'active'",
        ["steps"] = "'[]'",
        ["changes"] = "'[]'",
        ["roles"] = "'{{TENANT_OWNER}}'",
        ["permissions"] = "'{{tenants.read}}'",
        ["operations.id"] = "'{service}-{id:n}'",
        ["operations.state"] = "'succeeded'",
        ["memberships.user_id"] = "'{id}'",
        ["service_accounts.kind"] = "'Tenant'",
        ["service_accounts.id"] = "'{id}'",
        ["service_accounts.client_id"] = "'sa-{id:n}'",
        ["overrides.flag_key"] = "'isolation-flag'",
        ["overrides.level"] = "'tenant'",
        ["overrides.subject"] = "'{id}'",
        ["overrides.value"] = "'true'",
        ["flag_usage.flag_key"] = "'isolation-flag'",
        ["provision_steps.state"] = "'ok'",
        ["provision_steps.name"] = "'organisation'",
        ["provisions.present"] = "true",
    };

    /// <summary>A row in every table that holds tenants' rows.</summary>
    public static async Task AllAsync(NpgsqlConnection connection, string service, Studio studio)
    {
        foreach (var table in await Tables.OfTenantsAsync(connection))
        {
            await ExecuteAsync(connection, $"set session_replication_role = replica; {await RowAsync(connection, table, service, studio)}; set session_replication_role = origin");
        }
    }

    /// <summary>The statement that puts a row of this tenant into the table.</summary>
    public static async Task<string> RowAsync(NpgsqlConnection connection, TenantTable table, string service, Studio studio)
    {
        await using var command = new NpgsqlCommand(
            """
            select attname, format_type(atttypid, null) from pg_attribute
            where attrelid = ('public.' || quote_ident($1))::regclass and attnum > 0 and not attisdropped and attidentity = '' and (attname = $2 or (attnotnull and not atthasdef))
            """, connection)
        { Parameters = { new() { Value = table.Name }, new() { Value = table.Column } } };
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<(string Name, string Value)>();
        while (await reader.ReadAsync())
        {
            var (name, type) = (reader.GetString(0), reader.GetString(1));
            columns.Add(($"\"{name}\"", Fill(name == table.Column ? "'{id}'" : Known.GetValueOrDefault($"{table.Name}.{name}") ?? Known.GetValueOrDefault(name) ?? Of(type), service, studio)));
        }

        return $"insert into \"{table.Name}\" ({string.Join(", ", columns.Select(column => column.Name))}) values ({string.Join(", ", columns.Select(column => column.Value))})";
    }

    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Of(string type) => type switch
    {
        "uuid" => "gen_random_uuid()",
        "jsonb" => "'{{}}'",
        "boolean" => "false",
        "bytea" => "decode(md5(random()::text), 'hex')",
        "timestamp with time zone" => "'2026-03-01T00:00:00Z'",
        "smallint" or "integer" or "bigint" or "numeric" or "double precision" => "1",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{{}}'",
        _ => "'{secret}'",
    };

    private static string Fill(string value, string service, Studio studio) => value
        .Replace("{{", "\u0001", StringComparison.Ordinal).Replace("}}", "\u0002", StringComparison.Ordinal)
        .Replace("{slug}", studio.Slug, StringComparison.Ordinal).Replace("{secret}", studio.Secret, StringComparison.Ordinal)
        .Replace("{service}", service, StringComparison.Ordinal).Replace("{id:n}", studio.Id.ToString("n"), StringComparison.Ordinal)
        .Replace("{id}", studio.Id.ToString(), StringComparison.Ordinal)
        .Replace('\u0001', '{').Replace('\u0002', '}');
}
