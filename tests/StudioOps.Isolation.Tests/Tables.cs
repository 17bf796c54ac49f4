using Npgsql;

namespace StudioOps.Isolation.Tests;

/// <summary>A table whose rows belong to tenants, and the column that says to which.</summary>
public sealed record TenantTable(string Name, string Column, bool Isolated, bool HasRestrictivePolicy);

/// <summary>The tables as Postgres knows them.</summary>
internal static class Tables
{
    /// <summary>Hold a tenant and are not read by it: why that is right.</summary>
    private static readonly Dictionary<string, string> Reasoned = new(StringComparer.Ordinal)
    {
        ["authorization_codes"] = "found by the hash of a code only its holder knows; the login that reads across tenants sees none",
        ["clients"] = "the platform's: only operators see them; a tenant named in one says whose people may sign in to it",
        ["refresh_tokens"] = "found by the hash of a token only its holder knows; the login that reads across tenants sees none",
    };

    public static async Task<IReadOnlyList<TenantTable>> OfTenantsAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname,
              (select a.attname from pg_attribute a where a.attrelid = c.oid and not a.attisdropped and a.attname in ('tenant_id', 'chain', 'id')
               order by array_position(array['tenant_id', 'chain', 'id']::name[], a.attname) limit 1),
              c.relrowsecurity and c.relforcerowsecurity and exists (select from pg_policies p where p.tablename = c.relname and (p.qual || coalesce(p.with_check, '')) like '%app.tenant%'),
              exists (select from pg_policies p where p.tablename = c.relname and p.policyname = 'tenant_isolation' and p.permissive = 'RESTRICTIVE')
            from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and
              (c.relname in ('tenants', 'known_tenants') or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname in ('tenant_id', 'chain') and not a.attisdropped))
            order by 1
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<TenantTable>();
        while (await reader.ReadAsync())
        {
            tables.Add(new TenantTable(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3)));
        }

        return [.. tables.Where(table => !Reasoned.ContainsKey(table.Name))];
    }

    /// <summary>A fingerprint per table, of one tenant's rows or of all of them.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> FingerprintsAsync(IRoom room, Guid? tenant)
    {
        await using var connection = await room.SuperuserAsync();
        var tables = tenant is null
            ? (await AllAsync(connection)).Select(name => (Name: name, Where: "true"))
            : (await OfTenantsAsync(connection)).Select(table => (table.Name, Where: $"{table.Column} = '{tenant}'"));
        var each = tables.Select(table => $"select '{table.Name}', (select md5(coalesce(string_agg(md5(t::text), '' order by md5(t::text)), '')) from \"{table.Name}\" t where {table.Where})");
        await using var command = new NpgsqlCommand(string.Join(" union all ", each), connection);
        await using var reader = await command.ExecuteReaderAsync();
        var fingerprints = new SortedDictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            fingerprints[reader.GetString(0)] = reader.GetString(1);
        }

        return fingerprints;
    }

    public static string Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        string.Join(", ", before.Keys.Where(table => before[table] != after[table]));

    // A used key is kept whatever the answer was; that is what it is for.
    private static async Task<IReadOnlyList<string>> AllAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname not in ('__EFMigrationsHistory', 'idempotency_keys')", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
