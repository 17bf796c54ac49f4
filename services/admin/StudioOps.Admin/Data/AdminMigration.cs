using Npgsql;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Admin.Data;

/// <summary>The <c>migrate</c> verb.</summary>
internal static class AdminMigration
{
    public static async Task RunAsync(IConfiguration configuration)
    {
        await Migrate.RunAsync<AdminDbContext>(configuration, AdminDbContext.Service, options => new AdminDbContext(options));

        // The common grants give every login what most tables need; of the chain the service may only add and read.
        await using var connection = new NpgsqlConnection(configuration.RequiredConnectionString($"{AdminDbContext.Service}-owner"));
        await connection.OpenAsync();
        await using var revoke = new NpgsqlCommand(
            """
            do $body$ begin execute format('revoke update, delete, truncate on audit_records from %I', current_database() || '_serving'); end $body$;
            """, connection);
        await revoke.ExecuteNonQueryAsync();
    }
}
