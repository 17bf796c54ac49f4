using Npgsql;

namespace StudioOps.Provisioning.Reconcile;

/// <summary>At most one copy works on a tenant: a session lock in Postgres, gone the moment its holder is, kill -9 included.</summary>
/// <remarks>Session locks and LISTEN do not survive a transaction pooler, so this is the direct connection string.</remarks>
internal sealed class TenantLeases(DirectDatabase direct)
{
    /// <summary>The lease, or null when another run has it.</summary>
    public async Task<IAsyncDisposable?> TryTakeAsync(Guid tenantId, CancellationToken ct)
    {
        var connection = await direct.Source.OpenConnectionAsync(ct);
        try
        {
            // Prefixed: the outbox relay takes its own locks under the bare id.
            await using var take = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection) { Parameters = { new() { Value = $"reconcile:{tenantId}" } } };
            if (await take.ExecuteScalarAsync(ct) is true)
            {
                return new Lease(connection);
            }
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    private sealed class Lease(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await using (connection)
            {
                try
                {
                    // The pool resets a connection only when it is next used; the lock must go now.
                    await using var release = new NpgsqlCommand("select pg_advisory_unlock_all()", connection);
                    await release.ExecuteNonQueryAsync();
                }
                catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
                {
                    // The connection is gone, and the lock with it.
                }
            }
        }
    }
}

/// <summary>Connections that no transaction pooler sits in front of.</summary>
internal sealed record DirectDatabase(NpgsqlDataSource Source);
