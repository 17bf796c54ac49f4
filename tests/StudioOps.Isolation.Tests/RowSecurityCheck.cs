using Npgsql;

namespace StudioOps.Isolation.Tests;

/// <summary>Asks Postgres itself, as the serving login, table by table; everything is rolled back.</summary>
internal static class RowSecurityCheck
{
    /// <summary>What is wrong with this table's isolation after <paramref name="mutation"/>, which the superuser runs first.</summary>
    public static async Task<IReadOnlyList<string>> BreachesAsync(IRoom room, TenantTable table, string? mutation)
    {
        var breaches = new List<string>();
        await using var connection = await room.SuperuserAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var newcomer = new Studio(Guid.Parse("018f0000-0000-7000-8000-0000000000dd"), "latecomer");
        var insert = await Seed.RowAsync(connection, table, room.Service, newcomer);
        await Seed.ExecuteAsync(connection, $"set local session_replication_role = replica; {mutation ?? "select 1"}; set local role {room.Service.Replace('-', '_')}_serving");

        await EnterAsync(connection, Studios.Attacking.Id);
        if (await CountAsync(connection, table, $"{table.Column} = '{Studios.Attacking.Id}'") == 0)
        {
            breaches.Add($"{table.Name}: a tenant does not see its own row");
        }

        if (await CountAsync(connection, table, $"{table.Column} is distinct from '{Studios.Attacking.Id}'") is > 0 and var foreign)
        {
            breaches.Add($"{table.Name}: a tenant sees {foreign} row(s) of others");
        }

        await TryAsync($"update \"{table.Name}\" set {table.Column} = {table.Column} where {table.Column} = '{Studios.Attacked.Id}'", "changes rows of others");
        await TryAsync($"delete from \"{table.Name}\" where {table.Column} = '{Studios.Attacked.Id}'", "deletes rows of others");
        await TryAsync(insert, "adds rows to others");

        await EnterAsync(connection, null);
        if (await CountAsync(connection, table, $"{table.Column} is not null") is > 0 and var seen)
        {
            breaches.Add($"{table.Name}: whoever named no tenant sees {seen} row(s)");
        }

        return breaches;

        async Task TryAsync(string statement, string breach)
        {
            await transaction.SaveAsync("attempt");
            try
            {
                await using var command = new NpgsqlCommand(statement, connection);
                if (await command.ExecuteNonQueryAsync() > 0)
                {
                    breaches.Add($"{table.Name}: a tenant {breach}");
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // Row security or a missing grant: refused either way.
            }

            await transaction.RollbackAsync("attempt");
        }
    }

    /// <summary>What takes the table's isolation away.</summary>
    public static string Mutation(TenantTable table) => table.HasRestrictivePolicy
        ? $"drop policy tenant_isolation on \"{table.Name}\""
        : $"alter table \"{table.Name}\" disable row level security";

    private static Task EnterAsync(NpgsqlConnection connection, Guid? tenant) => Seed.ExecuteAsync(connection, $"select set_config('app.tenant', '{tenant}', true)");

    private static async Task<long> CountAsync(NpgsqlConnection connection, TenantTable table, string where)
    {
        await using var command = new NpgsqlCommand($"select count(*) from \"{table.Name}\" where {where}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
