using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Tenancy;

/// <summary>Row security in migrations. Roles are named after the database: <c>NAME_serving</c>, <c>NAME_platform</c>.</summary>
public static class TenantIsolation
{
    /// <summary>
    /// Forces row security on the table: the serving login sees and writes the rows of <c>app.tenant</c> only, unset means none;
    /// the platform login reads every row and writes none; the owner sees nothing.
    /// </summary>
    public static void EnableTenantIsolation(this MigrationBuilder migration, string table, string column = "tenant_id") => migration.Sql(
        $"""
        do $body$
        declare serving text := quote_ident(current_database() || '_serving'); platform text := quote_ident(current_database() || '_platform');
        begin
          execute 'alter table {table} enable row level security';
          execute 'alter table {table} force row level security';
          execute 'create policy tenant_rows on {table} for all to ' || serving || ' using (true) with check (true)';
          execute 'create policy tenant_isolation on {table} as restrictive for all to ' || serving
            || $$ using ({column} = nullif(current_setting('app.tenant', true), '')::uuid) with check ({column} = nullif(current_setting('app.tenant', true), '')::uuid)$$;
          execute 'create policy platform_reads on {table} for select to ' || platform || ' using (true)';
        end $body$;
        """);
}
