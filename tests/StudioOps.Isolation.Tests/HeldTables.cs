using Npgsql;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>Keeps whoever asks any table waiting, all but the table of used keys, until disposed: a request is in flight for as long as a test likes.</summary>
internal sealed class HeldTables : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private HeldTables(NpgsqlConnection connection) => _connection = connection;

    public static async Task<HeldTables> HoldAsync(IRoom room)
    {
        var connection = await room.SuperuserAsync();
        await Seed.ExecuteAsync(connection, "begin");
        await using var names = new NpgsqlCommand(
            "select string_agg(quote_ident(relname), ', ') from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'idempotency_keys'", connection);
        await Seed.ExecuteAsync(connection, $"lock table {await names.ExecuteScalarAsync()} in access exclusive mode");
        return new HeldTables(connection);
    }

    /// <summary>Whether the first request under this key got as far as waiting here; false when it was answered without asking any table.</summary>
    public async Task<bool> CatchesAsync(string key, Task first)
    {
        var caught = false;
        await Eventually.TrueAsync(
            async () =>
            {
                await using var command = new NpgsqlCommand(
                    """
                    select exists (select from idempotency_keys where key = $1 and status is null)
                      and exists (select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database()))
                    """, _connection)
                { Parameters = { new() { Value = key } } };
                caught = (bool)(await command.ExecuteScalarAsync())!;
                return caught || first.IsCompleted;
            },
            $"a request under {key} is in flight or answered");
        return caught;
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
