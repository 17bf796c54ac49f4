using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Tenants.Data;

internal static class WorkspaceFunctions
{
    /// <summary>
    /// Two functions that make and drop a tenant's schema. They run as the database's owner, who cannot sign in; the login
    /// <c>NAME_workspaces</c> may call them and nothing else. Names of roles are written in when the migration runs.
    /// </summary>
    public static void AddWorkspaceFunctions(this MigrationBuilder migration) => migration.Sql(
        """
        do $body$
        declare serving text := quote_ident(current_database() || '_serving'); caller text := quote_ident(current_database() || '_workspaces');
        begin
          execute replace($create$
            create function create_workspace(tenant uuid, name text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $fn$
            begin
              if name !~ '\Aws_[a-z][a-z0-9_]{1,60}\Z' then raise exception 'not a workspace name: %', name using errcode = 'invalid_schema_name'; end if;
              perform pg_advisory_xact_lock(hashtextextended(name, 1));
              if exists (select from pg_namespace where nspname = name) then return; end if;
              execute format('create schema %I', name);
              execute format('grant usage on schema %I to SERVING', name);
              execute format('create table %I.records (id uuid primary key, tenant_id uuid not null default %L check (tenant_id = %L), kind text not null, body jsonb not null, revision bigint not null default 1, created_at timestamptz not null default now())', name, tenant, tenant);
              execute format('create index on %I.records (kind, id)', name);
              execute format('alter table %I.records enable row level security', name);
              execute format('alter table %I.records force row level security', name);
              execute format('create policy tenant_rows on %I.records for all to SERVING using (true) with check (true)', name);
              execute format($p$create policy tenant_isolation on %I.records as restrictive for all to SERVING
                using (nullif(current_setting('app.tenant', true), '')::uuid = %L) with check (nullif(current_setting('app.tenant', true), '')::uuid = %L)$p$, name, tenant, tenant);
              execute format('grant select, insert, update, delete on %I.records to SERVING', name);
            end $fn$;
            create function drop_workspace(tenant uuid, name text) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $fn$
            begin
              if name !~ '\Aws_[a-z][a-z0-9_]{1,60}\Z' then raise exception 'not a workspace name: %', name using errcode = 'invalid_schema_name'; end if;
              perform pg_advisory_xact_lock(hashtextextended(name, 1));
              execute format('drop schema if exists %I cascade', name);
            end $fn$;
          $create$, 'SERVING', serving);
          execute 'revoke execute on function create_workspace(uuid, text), drop_workspace(uuid, text) from public';
          execute 'grant usage on schema public to ' || caller;
          execute 'grant execute on function create_workspace(uuid, text), drop_workspace(uuid, text) to ' || caller;
        end $body$;
        """);
}
