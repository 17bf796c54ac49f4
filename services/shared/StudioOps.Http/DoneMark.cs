using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace StudioOps.Http;

/// <summary>Marks the request's Idempotency-Key as done in the transaction of the change itself: both stand or fall together, whoever dies afterwards.</summary>
internal sealed class DoneMark : ISaveChangesInterceptor
{
    /// <summary>The claim this request holds, if it sent a key.</summary>
    public IdempotencyClaim? Claim { get; set; }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (Claim is { } claim)
        {
            var marked = await eventData.Context!.Database.ExecuteSqlAsync(
                $"update idempotency_keys set status = {KeptAnswer.Lost} where subject = {claim.Subject} and key = {claim.Key} and created_at = {claim.At} and coalesce(status, {KeptAnswer.Lost}) = {KeptAnswer.Lost}",
                cancellationToken);
            if (marked == 0)
            {
                throw new KeyTakenOverException();
            }
        }

        return result;
    }
}

/// <summary>Another request with the same key took over while this one was slow; this one must change nothing.</summary>
internal sealed class KeyTakenOverException() : Exception("The Idempotency-Key was taken over by a later request.");
