using Microsoft.EntityFrameworkCore.Migrations;

namespace StudioOps.Admin.Data;

/// <summary>What the audit tables need beyond columns.</summary>
internal static class ChainMigrations
{
    /// <summary>
    /// Row security by chain. A tenant's chain is its id; the platform's is the zero id, which no tenant has. The serving login adds and reads the
    /// rows of the chain it entered; arrivals without a tenant may be put down for the platform's chain, but not read.
    /// </summary>
    public static void IsolateChains(this MigrationBuilder migration) => migration.Sql(
        """
        do $body$
        declare
          serving text := quote_ident(current_database() || '_serving');
          platform text := quote_ident(current_database() || '_platform');
          entered text := $$ nullif(current_setting('app.tenant', true), '')::uuid $$;
        begin
          execute 'alter table audit_records enable row level security';
          execute 'alter table audit_records force row level security';
          execute 'create policy chain_reads on audit_records for select to ' || serving || ' using (chain = ' || entered || ')';
          execute 'create policy chain_appends on audit_records for insert to ' || serving || ' with check (chain = ' || entered || ')';
          execute 'create policy platform_reads on audit_records for select to ' || platform || ' using (true)';

          execute 'alter table audit_waiting enable row level security';
          execute 'alter table audit_waiting force row level security';
          execute 'create policy chain_reads on audit_waiting for select to ' || serving || ' using (chain = ' || entered || ')';
          execute 'create policy chain_ends on audit_waiting for delete to ' || serving || ' using (chain = ' || entered || ')';
          execute 'create policy arrivals on audit_waiting for insert to ' || serving
            || ' with check (chain = coalesce(' || entered || $$, '00000000-0000-0000-0000-000000000000'))$$;
          execute 'create policy platform_reads on audit_waiting for select to ' || platform || ' using (true)';
        end $body$;
        """);

    /// <summary>The chain only grows, whoever asks: grants and policies can be given by mistake, this cannot.</summary>
    public static void RefuseChainEdits(this MigrationBuilder migration) => migration.Sql(
        """
        create function audit_records_only_grow() returns trigger language plpgsql as
        $$ begin raise exception 'The audit chain only grows.' using errcode = 'insufficient_privilege'; end $$;
        create trigger audit_records_only_grow before update or delete or truncate on audit_records
          for each statement execute function audit_records_only_grow();
        """);

    /// <summary>Wakes whoever appends; without it records wait for the next poll.</summary>
    public static void AddArrivalSignal(this MigrationBuilder migration) => migration.Sql(
        """
        create function audit_waiting_signal() returns trigger language plpgsql as $$ begin notify audit_waiting; return null; end $$;
        create trigger audit_waiting_signal after insert on audit_waiting for each statement execute function audit_waiting_signal();
        """);
}
