using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace StudioOps.Tenancy;

/// <summary>Puts every statement of a unit of work, reads included, into one transaction that first says whose rows it may touch.</summary>
/// <remarks>
/// The transaction opens with the first statement and commits with <c>SaveChanges</c>; a save that fails rolls it back, and without
/// a save it rolls back when the context is disposed. A transaction somebody opened explicitly is told the tenant too, and theirs to commit.
/// <c>set_config(…, true)</c> ends with the transaction, so neither the pool nor a transaction pooler can carry it to the next caller.
/// </remarks>
internal sealed class RowSecurity(TenantScope scope) : DbCommandInterceptor, IDbTransactionInterceptor, ISaveChangesInterceptor
{
    private IDbContextTransaction? _own;

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await JoinAsync(command, eventData.Context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await JoinAsync(command, eventData.Context, cancellationToken);
        return result;
    }

    public override async ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result, CancellationToken cancellationToken = default)
    {
        await JoinAsync(command, eventData.Context, cancellationToken);
        return result;
    }

    public async ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection, TransactionEndEventData eventData, DbTransaction result, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = result;
        command.CommandText = "select set_config('app.tenant', $1, true)";
        var tenant = command.CreateParameter();
        tenant.Value = scope.TenantId?.ToString() ?? "";
        command.Parameters.Add(tenant);
        await command.ExecuteNonQueryAsync(cancellationToken);
        scope.InUse = true;
        return result;
    }

    public DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result) =>
        throw new NotSupportedException("Row security works asynchronously: use the Async methods.");

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        scope.InUse = false;
        return Task.CompletedTask;
    }

    public Task TransactionRolledBackAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        scope.InUse = false;
        return Task.CompletedTask;
    }

    public async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (_own is { } own)
        {
            _own = null;
            await using (own)
            {
                await own.CommitAsync(cancellationToken);
            }
        }

        return result;
    }

    // Nothing it locked is held any longer than it was of use.
    public async Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default) => await GiveUpAsync();

    public async Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default) => await GiveUpAsync();

    private async Task GiveUpAsync()
    {
        if (_own is { } own)
        {
            _own = null;
            await own.DisposeAsync();
            scope.InUse = false;
        }
    }

    private async Task JoinAsync(DbCommand command, DbContext? context, CancellationToken ct)
    {
        if (context is null || context.Database.CurrentTransaction is not null || command.Transaction is not null)
        {
            return;
        }

        _own = await context.Database.BeginTransactionAsync(ct);
        command.Transaction = _own.GetDbTransaction();
    }
}
