using Microsoft.EntityFrameworkCore.Migrations;
using StudioOps.Provisioning.Reconcile;

namespace StudioOps.Provisioning.Data;

internal static class DueSignal
{
    /// <summary>Tells every copy, at commit, that a due time changed.</summary>
    public static void AddDueSignal(this MigrationBuilder migration) => migration.Sql(
        $"""
        create function provisioning_due_signal() returns trigger language plpgsql as $$ begin notify {WakeSignal.Channel}; return null; end $$;
        create trigger provisioning_due_signal after insert or update of next_run_at on provisions for each statement execute function provisioning_due_signal();
        """);
}
