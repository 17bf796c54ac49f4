using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Identity.Data;

internal static class IdentityRowSecurity
{
    /// <summary>Accounts of a tenant are seen in that tenant's scope only; the platform's own have no tenant and are seen where no tenant is named.</summary>
    public static void EnableAccountIsolation(this MigrationBuilder migration) => migration.Sql(
        """
        do $body$
        declare serving text := quote_ident(current_database() || '_serving'); platform text := quote_ident(current_database() || '_platform');
        begin
          alter table service_accounts enable row level security;
          alter table service_accounts force row level security;
          execute 'create policy tenant_rows on service_accounts for all to ' || serving || ' using (true) with check (true)';
          execute 'create policy tenant_isolation on service_accounts as restrictive for all to ' || serving
            || $$ using (tenant_id is not distinct from nullif(current_setting('app.tenant', true), '')::uuid)
                  with check (tenant_id is not distinct from nullif(current_setting('app.tenant', true), '')::uuid)$$;
          execute 'create policy platform_reads on service_accounts for select to ' || platform || ' using (true)';
        end $body$;
        """);

    /// <summary>Keys and grants are for the serving login alone: the login that reads across tenants has no use for them.</summary>
    public static void HideFromPlatform(this MigrationBuilder migration, params string[] tables)
    {
        foreach (var table in tables)
        {
            migration.Sql(
                $"""
                do $body$
                begin
                  alter table {table} enable row level security;
                  alter table {table} force row level security;
                  execute 'create policy serving_only on {table} for all to ' || quote_ident(current_database() || '_serving') || ' using (true) with check (true)';
                end $body$;
                """);
        }
    }

    /// <summary>Revisions of the standing feed, and the word to the announcer at commit.</summary>
    public static void AddStandingFeed(this MigrationBuilder migration) => migration.Sql(
        """
        create sequence standing_revision;
        create function standing_signal() returns trigger language plpgsql as $$ begin notify standing; return null; end $$;
        create trigger standing_signal after insert or update on standing for each statement execute function standing_signal();
        """);
}
